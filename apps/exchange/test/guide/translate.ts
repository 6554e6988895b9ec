import { createWording, type ValidationInput, validate } from "@safepassage/validator";

const german = createWording({
  locale: "de",
  codes: {
    R66_TYPE_NOT_ADMITTED: {
      text: "Nachrichten dieser Art gibt es zu diesem Zweck nicht.",
      fix: "Art der Nachricht oder Zweck berichtigen.",
    },
  },
  words: { "verdict.reject": "abgelehnt" },
});

/** The verdict and each sentence, in German as far as the words go. */
export function sayInGerman(input: ValidationInput): readonly string[] {
  const { verdict, findings } = validate(input, { wording: german });
  return [german.word(`verdict.${verdict}`), ...findings.map(({ sentence }) => sentence)];
}
