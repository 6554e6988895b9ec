import { CODE_LISTS, findField } from "../catalogue/catalogue.ts";
import type { Fault } from "./fault.ts";
import { SCHEMA_ISSUES, type SchemaIssueCode } from "./issue-codes.ts";
import { isTextInDisguise } from "./octets.ts";

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

/** Most issues that are listed for one object. */
export const MAX_ISSUES = 256;

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
