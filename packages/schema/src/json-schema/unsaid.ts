import type { SchemaIssueCode } from "../value/issue-codes.ts";

/** A rule of the schema that JSON Schema has no keyword for. */
export interface UnsaidRule {
  readonly code: SchemaIssueCode;
  /** The rule, and why no keyword says it. */
  readonly text: string;
}

/**
 * Every rule that the JSON Schemas leave out: a document that breaks one of these, and nothing else,
 * is accepted by them and refused by this package with the code.
 *
 * The list is closed. A test holds both sides against each other over generated documents, and each
 * row has a vector.
 */
export const UNSAID: readonly UnsaidRule[] = Object.entries({
  TEXT_NOT_NFC: "A text is in Unicode normalization form C. No keyword knows normalization.",
  NAME_FORMS:
    "Both forms of a name are equal where its scheme is `native`, and differ otherwise. No keyword compares two members.",
  NAME_SCRIPT:
    "The original form of a name is written in the script that it names. Scripts need `\\p{…}`, which not every engine has.",
  NOT_RANDOM:
    "A random identifier does not look like text or a number. The test counts characters, and looks for words.",
  CODE_TEST_ONLY:
    "XA to XE stand only in a message whose `env.test` is `true`. A value does not see the envelope.",
  INTERVAL_REVERSED:
    "An interval ends after it starts. No keyword compares two dates or numbers of a document.",
  TARGET_MISSING:
    "A corrected value has the type of a field that a target of the same group names. No keyword follows a path.",
  NOT_SORTED: "Digests of a receipt are sorted. No keyword knows order.",
  CONTRADICTORY:
    "The audience of an assertion is a recipient of the consent, and the assertion does not outlive it. A consent record holds from the time at which it was given, or later. The code of a finding begins with the id of its rule. No keyword compares two members.",
  TOO_DEEP:
    "An object has at most 16 levels. Only a corrected value could have more, as its type is unsaid.",
  TOO_LARGE:
    "An object holds at most 65,536 values and 1,048,576 characters in all. No keyword sums up.",
  NOT_JSON:
    "No object has a member `__proto__`. Only a corrected value could, as its type is unsaid.",
} satisfies Partial<Record<SchemaIssueCode, string>>).map(([code, text]) => ({
  code: code as SchemaIssueCode,
  text,
}));
