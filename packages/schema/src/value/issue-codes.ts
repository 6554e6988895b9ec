/** Codes of `SchemaIssue`, with what to tell a caseworker. */
export const SCHEMA_ISSUES = {
  ...issueRows("bounds", {
    NOT_JSON:
      "A value is not plain JSON. Send only objects, arrays, texts, finite numbers, true, false and null.",
    TOO_DEEP:
      "The object is nested deeper than the limit. Flatten it; nothing in a message nests deeper than 16 levels.",
    TOO_LARGE: "The object holds more than the limit. Split it into several messages.",
  }),
  ...issueRows("types", {
    WRONG_TYPE:
      "A value has the wrong type for its field. Use the type that the catalogue names for the field.",
  }),
  ...issueRows("members", {
    MEMBER_MISSING: "Something required is missing. Add it. There is no default.",
    MEMBER_UNKNOWN:
      "Something is there that the catalogue does not know. Remove it. Free text and private extensions have no place here.",
  }),
  ...issueRows("bounds", {
    COUNT_OUT_OF_RANGE:
      "A field has too few or too many values. Give as many values as the catalogue allows.",
  }),
  ...issueRows("members", {
    REPEATED: "A list names the same thing twice. Name each thing once.",
  }),
  ...issueRows("bounds", {
    TEXT_TOO_LONG:
      "A text is too long. Use a code or an identifier. There is no field for free text.",
  }),
  ...issueRows("strings", {
    TEXT_NOT_NFC:
      "A text is not in Unicode normalization form C. Normalize the text to NFC before it is signed.",
    TEXT_UNCLEAN:
      "A text holds an invisible, control or direction-changing character. Remove the character. It can hide or reorder what a person reads.",
  }),
  ...issueRows("codes", {
    CODE_UNKNOWN: "A code is not on its list. Use a code of the list, or leave it out.",
    CODE_FORBIDDEN: "This code must never be sent. Leave the value out. The list says why.",
    CODE_TEST_ONLY:
      "A country exists only in tests, but the message is not marked as a test. Use an ISO 3166-1 country, or send the message under a test trust anchor.",
  }),
  ...issueRows("types", {
    PATTERN_MISMATCH: "A text is not written as its field asks. Write it as the catalogue says.",
  }),
  ...issueRows("dates", {
    DATE_MALFORMED:
      "A date is not written as its field asks. Write it in EDTF, with a precision that the field allows.",
    DATE_IMPOSSIBLE:
      "A date names a day or time that does not exist. Correct the date in the case file.",
    INTERVAL_UNEVEN:
      "The two ends of an interval differ in precision. Give both ends with the precision of the coarser one.",
    INTERVAL_REVERSED:
      "An interval does not end after it starts. Put the earlier end first. If both are the same, write the date once.",
  }),
  ...issueRows("ids", {
    NOT_CANONICAL:
      "A reference, digest or signature is not written as the program writes it. Let the program make it. Never use a name or your own case number.",
    OCTETS_WRONG: "A reference or digest has the wrong length. Let the program make it.",
    NOT_RANDOM:
      "A reference must be random, but this one looks like text. Let the program make it. Never use a name or your own case number.",
  }),
  ...issueRows("types", {
    NUMBER_OUT_OF_RANGE:
      "A number is not whole or lies outside its range. Use a whole number within the range of the field.",
  }),
  ...issueRows("names", {
    NAME_FORMS:
      "The forms of a name and its scheme contradict each other. With the scheme native, both forms are equal and the script is Latn. With any other scheme, the forms differ and the script is not Latn.",
    NAME_SCRIPT:
      "The original form of a name is not written in the script named. Name the script of the original, and write the whole part in it.",
  }),
  ...issueRows("types", {
    CHOICE_UNKNOWN:
      "The field does not allow a value of this kind. Use one of the kinds of the field.",
  }),
  ...issueRows("members", {
    FIELD_UNKNOWN:
      "A field is not in the catalogue. Remove it. Only fields of the catalogue travel.",
    FIELD_MISPLACED: "A field stands in the wrong group. Move it to a group of its own kind.",
  }),
  ...issueRows("corrections", {
    TARGET_MISSING:
      "A new value does not say which value it corrects. Name the path of the old value in the same group. The new value must have the type of that field.",
  }),
  ...issueRows("receipts", {
    NOT_SORTED: "A list is not sorted. Sort the list by UTF-16 code units, smallest first.",
  }),
  ...issueRows("consents", {
    CONTRADICTORY: "Two parts of an object contradict each other. Correct the part that is wrong.",
  }),
  ...issueRows("codes", {
    RUNG_UNKNOWN:
      "A rung is not on the ladder named. Name a ladder of the catalogue and one of its rungs.",
  }),
} as const;

export type SchemaIssueCode = keyof typeof SCHEMA_ISSUES;

/** Issues of one section. The first sentence of a row is its text, the rest what to do. */
function issueRows<Code extends string>(
  section: string,
  rows: Readonly<Record<Code, `${string}. ${string}.`>>,
): Readonly<Record<Code, IssueText>> {
  const whole = Object.entries<string>(rows).map(([code, row]) => {
    const end = row.indexOf(". ") + 1;
    return [code, { text: row.slice(0, end), fix: row.slice(end + 1), spec: `schema#${section}` }];
  });
  return Object.fromEntries(whole) as Readonly<Record<Code, IssueText>>;
}

type IssueText = Readonly<Record<"text" | "fix" | "spec", string>>;
