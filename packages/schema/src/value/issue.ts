/** Codes of {@link SchemaIssue}, with what to tell a caseworker. */
export const SCHEMA_ISSUES = {
  NOT_JSON: {
    text: "A value is not plain JSON.",
    fix: "Send only objects, arrays, texts, finite numbers, true, false and null.",
    spec: "schema#bounds",
  },
  TOO_DEEP: {
    text: "The object is nested deeper than the limit.",
    fix: "Flatten it; nothing in a message nests deeper than 16 levels.",
    spec: "schema#bounds",
  },
  TOO_LARGE: {
    text: "The object holds more than the limit.",
    fix: "Split it into several messages.",
    spec: "schema#bounds",
  },
  WRONG_TYPE: {
    text: "A value has the wrong type for its field.",
    fix: "Use the type that the catalogue names for the field.",
    spec: "schema#types",
  },
  MEMBER_MISSING: {
    text: "Something required is missing.",
    fix: "Add it. There is no default.",
    spec: "schema#members",
  },
  MEMBER_UNKNOWN: {
    text: "Something is there that the catalogue does not know.",
    fix: "Remove it. Free text and private extensions have no place here.",
    spec: "schema#members",
  },
  COUNT_OUT_OF_RANGE: {
    text: "A field has too few or too many values.",
    fix: "Give as many values as the catalogue allows.",
    spec: "schema#bounds",
  },
  REPEATED: {
    text: "A list names the same thing twice.",
    fix: "Name each thing once.",
    spec: "schema#members",
  },
  TEXT_TOO_LONG: {
    text: "A text is too long.",
    fix: "Use a code or an identifier. There is no field for free text.",
    spec: "schema#bounds",
  },
  TEXT_NOT_NFC: {
    text: "A text is not in Unicode normalization form C.",
    fix: "Normalize the text to NFC before it is signed.",
    spec: "schema#strings",
  },
  TEXT_UNCLEAN: {
    text: "A text holds an invisible, control or direction-changing character.",
    fix: "Remove the character. It can hide or reorder what a person reads.",
    spec: "schema#strings",
  },
  CODE_UNKNOWN: {
    text: "A code is not on its list.",
    fix: "Use a code of the list, or leave it out.",
    spec: "schema#codes",
  },
  CODE_FORBIDDEN: {
    text: "This code must never be sent.",
    fix: "Leave the value out. The list says why.",
    spec: "schema#codes",
  },
  CODE_TEST_ONLY: {
    text: "A country exists only in tests, but the message is not marked as a test.",
    fix: "Use an ISO 3166-1 country, or send the message under a test trust anchor.",
    spec: "schema#codes",
  },
  PATTERN_MISMATCH: {
    text: "A text is not written as its field asks.",
    fix: "Write it as the catalogue says.",
    spec: "schema#types",
  },
  DATE_MALFORMED: {
    text: "A date is not written as its field asks.",
    fix: "Write it in EDTF, with a precision that the field allows.",
    spec: "schema#dates",
  },
  DATE_IMPOSSIBLE: {
    text: "A date names a day or time that does not exist.",
    fix: "Correct the date in the case file.",
    spec: "schema#dates",
  },
  INTERVAL_UNEVEN: {
    text: "The two ends of an interval differ in precision.",
    fix: "Give both ends with the precision of the coarser one.",
    spec: "schema#dates",
  },
  INTERVAL_REVERSED: {
    text: "An interval does not end after it starts.",
    fix: "Put the earlier end first. If both are the same, write the date once.",
    spec: "schema#dates",
  },
  NOT_CANONICAL: {
    text: "A reference, digest or signature is not written as the program writes it.",
    fix: "Let the program make it. Never use a name or your own case number.",
    spec: "schema#ids",
  },
  OCTETS_WRONG: {
    text: "A reference or digest has the wrong length.",
    fix: "Let the program make it.",
    spec: "schema#ids",
  },
  NOT_RANDOM: {
    text: "A reference must be random, but this one looks like text.",
    fix: "Let the program make it. Never use a name or your own case number.",
    spec: "schema#ids",
  },
  NUMBER_OUT_OF_RANGE: {
    text: "A number is not whole or lies outside its range.",
    fix: "Use a whole number within the range of the field.",
    spec: "schema#types",
  },
  NAME_FORMS: {
    text: "The forms of a name and its scheme contradict each other.",
    fix: "With the scheme native, both forms are equal and the script is Latn. With any other scheme, the forms differ and the script is not Latn.",
    spec: "schema#names",
  },
  NAME_SCRIPT: {
    text: "The original form of a name is not written in the script named.",
    fix: "Name the script of the original, and write the whole part in it.",
    spec: "schema#names",
  },
  CHOICE_UNKNOWN: {
    text: "The field does not allow a value of this kind.",
    fix: "Use one of the kinds of the field.",
    spec: "schema#types",
  },
  FIELD_UNKNOWN: {
    text: "A field is not in the catalogue.",
    fix: "Remove it. Only fields of the catalogue travel.",
    spec: "schema#members",
  },
  FIELD_MISPLACED: {
    text: "A field stands in the wrong group.",
    fix: "Move it to a group of its own kind.",
    spec: "schema#members",
  },
  TARGET_MISSING: {
    text: "A new value does not say which value it corrects.",
    fix: "Name the path of the old value in the same group. The new value must have the type of that field.",
    spec: "schema#corrections",
  },
  NOT_SORTED: {
    text: "A list is not sorted.",
    fix: "Sort the list by UTF-16 code units, smallest first.",
    spec: "schema#receipts",
  },
  CONTRADICTORY: {
    text: "Two parts of an object contradict each other.",
    fix: "Correct the part that is wrong.",
    spec: "schema#consents",
  },
  RUNG_UNKNOWN: {
    text: "A rung is not on the ladder named.",
    fix: "Name a ladder of the catalogue and one of its rungs.",
    spec: "schema#codes",
  },
} as const satisfies Record<string, { text: string; fix: string; spec: string }>;

export type SchemaIssueCode = keyof typeof SCHEMA_ISSUES;

/** One thing that is wrong with the shape of an object. Never holds a value from it. */
export interface SchemaIssue {
  /**
   * JSON Pointer (RFC 6901) to the place, made of member names of the catalogue, group ids and
   * indices. A name that is none of these could be a value: it is written as `*`.
   */
  readonly pointer: string;
  readonly code: SchemaIssueCode;
  /** What is wrong, in words for a person, from {@link SCHEMA_ISSUES}. A translation goes by the code. */
  readonly sentence: string;
  /** What to do, where more can be said than {@link SCHEMA_ISSUES} does of the code. */
  readonly fix?: string;
  /** Id of the field concerned, where it is in the catalogue. */
  readonly field?: string;
  /**
   * The rule that reports it. Mostly R53; another rule for a missing part of the evaluation (R09,
   * R11) or of `private` (R78), and for several categories at once (R07). Some of these can be mended
   * in quarantine. R53 always refuses.
   */
  readonly rule: "R07" | "R09" | "R11" | "R53" | "R78";
}

/** Makes an issue from a path whose names are already safe. */
export function createIssue(
  code: SchemaIssueCode,
  path: readonly (string | number)[],
  field?: string,
): SchemaIssue {
  const pointer = path
    .map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
  const rule = ruleFor(code, field);
  const issue = { pointer, code, sentence: SCHEMA_ISSUES[code].text, rule };
  return field === undefined ? issue : { ...issue, field };
}

function ruleFor(code: SchemaIssueCode, field: string | undefined): SchemaIssue["rule"] {
  if (code === "COUNT_OUT_OF_RANGE" && field === "subject.ledCategory") return "R07";
  if (code !== "MEMBER_MISSING" || field === undefined) return "R53";
  if (field === "meta.nature") return "R09";
  if (field.startsWith("meta.")) return "R11";
  return field.startsWith("private.") ? "R78" : "R53";
}
