/**
 * Takes from a typed text what people write for the eye, and what its pattern has no place for: `+999 555-01001` becomes
 * `+99955501001`.
 *
 * @param pattern - Name of a pattern of the catalogue.
 */
export function compact(pattern: string, typed: string): string {
  const marks = MARKS[pattern];
  return marks === undefined ? typed : typed.replace(marks, "");
}

const MARKS: Readonly<Record<string, RegExp>> = {
  // The visual separators of RFC 3966, section 3, the space and the slash.
  e164: /[ ()./-]/g,
  iban: / /g,
};
