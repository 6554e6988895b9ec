import { CODE_LISTS, findField } from "../catalogue/catalogue.ts";
import type { Fault } from "./fault.ts";
import { isTextInDisguise } from "./octets.ts";
import { MAX_ISSUES } from "./schema-error.ts";

/** Codes of {@link SchemaIssue}, with what to tell a caseworker. */
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

function ruleFor(code: SchemaIssueCode, field: string | undefined): SchemaIssue["rule"] {
  if (code === "COUNT_OUT_OF_RANGE" && field === "subject.ledCategory") return "R07";
  if (code !== "MEMBER_MISSING" || field === undefined) return "R53";
  if (field === "meta.nature") return "R09";
  if (field.startsWith("meta.")) return "R11";
  return field.startsWith("private.") ? "R78" : "R53";
}

/** Translates the faults of `input` into issues that hold no value of it, each once. */
export function toIssues(faults: readonly Fault[], input: unknown): SchemaIssue[] {
  const issues = new Map<string, SchemaIssue>();
  for (const { path, code } of faults) {
    if (issues.size >= MAX_ISSUES) break;
    const field = fieldAt(input, path);
    const isCount = isSeveralCategories(field, memberAt(input, path));
    const issue = createIssue(isCount ? "COUNT_OUT_OF_RANGE" : code, path.map(safeName), field);
    issues.set(`${issue.pointer} ${issue.code}`, issue);
  }
  return [...issues.values()];
}

/** Whether a person is put in several categories at once: all are known codes, so no text hides there. */
function isSeveralCategories(field: string | undefined, value: unknown): boolean {
  if (field !== "subject.ledCategory" || !Array.isArray(value)) return false;
  const known = CODE_LISTS["led6_category"]?.codes ?? [];
  return (
    value.length > 1 &&
    value.length <= known.length &&
    value.every((item) => known.some(({ code }) => code === item))
  );
}

/** Shows names of the catalogue, group ids and indices. Any other name could be a value. */
function safeName(name: PropertyKey): string | number {
  if (typeof name === "number") return name;
  const text = String(name);
  if (findField(text) !== undefined || MEMBER_NAME.test(text)) return text;
  return GROUP_ID.test(text) && !isTextInDisguise(text) ? text : "*";
}

/** The field that a place of a message belongs to. */
function fieldAt(input: unknown, path: readonly PropertyKey[]): string | undefined {
  const [part, second, third, fourth] = path;
  if (part !== "body") return knownField(part) ?? knownField(second);
  if (third === "leaves") {
    if (typeof fourth !== "number") return undefined;
    return knownField(memberAt(input, ["body", second, "leaves", fourth, "f"]));
  }
  return knownField(third === "meta" ? `meta.${String(fourth)}` : `subject.${String(third)}`);
}

function knownField(id: unknown): string | undefined {
  return typeof id === "string" ? findField(id)?.id : undefined;
}

function memberAt(input: unknown, path: readonly (PropertyKey | undefined)[]): unknown {
  let value = input;
  for (const name of path) {
    if (typeof value !== "object" || value === null || name === undefined) return undefined;
    value = (value as Record<PropertyKey, unknown>)[name];
  }
  return value;
}

// Every name of a member in a shape has this form.
const MEMBER_NAME = /^[A-Za-z][A-Za-z0-9_]{0,20}$/;
const GROUP_ID = /^[A-Za-z0-9_-]{22}$/;
