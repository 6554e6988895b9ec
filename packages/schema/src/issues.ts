import type * as z from "zod";
import { CODE_LISTS, findField } from "./catalogue/catalogue.ts";
import { createIssue, SCHEMA_ISSUES, type SchemaIssue, type SchemaIssueCode } from "./issue.ts";
import { isTextInDisguise } from "./octets.ts";
import { MAX_ISSUES } from "./schema-error.ts";

/** Translates what zod has found in `input` into issues that hold no value of it. */
export function toIssues(error: z.ZodError, input: unknown): SchemaIssue[] {
  const issues = new Map<string, SchemaIssue>();
  for (const found of error.issues) {
    if (issues.size >= MAX_ISSUES) break;
    const issue = toIssue(found, input);
    // Several unknown members of one object are one issue: their names may be values.
    issues.set(`${issue.pointer} ${issue.code}`, issue);
  }
  return [...issues.values()];
}

function toIssue(found: z.core.$ZodIssue, input: unknown): SchemaIssue {
  // A name that is no group id is not shown, and what zod says of it is about the name.
  if (found.code === "invalid_key") {
    const code = found.issues[0] === undefined ? "NOT_CANONICAL" : codeOf(found.issues[0], true);
    return createIssue(code, [...found.path.slice(0, -1).map(safeName), "*"]);
  }
  const field = fieldAt(input, found.path);
  const code = isSeveralCategories(field, memberAt(input, found.path))
    ? "COUNT_OUT_OF_RANGE"
    : codeOf(found, hasMember(input, found.path));
  return createIssue(code, found.path.map(safeName), field);
}

/** A person in several categories at once: known codes, in which no text can hide. */
function isSeveralCategories(field: string | undefined, value: unknown): boolean {
  if (field !== "subject.ledCategory" || !Array.isArray(value)) return false;
  const known = CODE_LISTS["led6_category"]?.codes ?? [];
  return (
    value.length > 1 &&
    value.length <= known.length &&
    value.every((item) => known.some(({ code }) => code === item))
  );
}

/** The code of what zod has found at a place that is there, or is not. */
export function codeOf(found: z.core.$ZodIssue, present: boolean): SchemaIssueCode {
  switch (found.code) {
    case "custom":
      return isIssueCode(found.params?.["issue"]) ? found.params["issue"] : missingOr(present);
    case "unrecognized_keys":
      return "MEMBER_UNKNOWN";
    case "too_big":
    case "too_small":
      return found.origin === "array" ? "COUNT_OUT_OF_RANGE" : "NUMBER_OUT_OF_RANGE";
    case "invalid_union":
      return present ? "CHOICE_UNKNOWN" : "MEMBER_MISSING";
    case "invalid_value":
      return present ? "CODE_UNKNOWN" : "MEMBER_MISSING";
    case "invalid_type":
      if (present && found.expected === "int") return "NUMBER_OUT_OF_RANGE";
      return missingOr(present);
    default:
      return missingOr(present);
  }
}

const missingOr = (present: boolean): SchemaIssueCode =>
  present ? "WRONG_TYPE" : "MEMBER_MISSING";

function isIssueCode(code: unknown): code is SchemaIssueCode {
  return typeof code === "string" && Object.hasOwn(SCHEMA_ISSUES, code);
}

/** Names of the catalogue, group ids and indices are shown; what is neither could be a value. */
function safeName(name: PropertyKey): string | number {
  if (typeof name === "number") return name;
  const text = String(name);
  if (findField(text) !== undefined || MEMBER_NAME.test(text)) return text;
  return GROUP_ID.test(text) && !isTextInDisguise(text) ? text : "*";
}

function hasMember(input: unknown, path: readonly PropertyKey[]): boolean {
  let value = input;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return false;
    value = (value as Record<PropertyKey, unknown>)[name];
  }
  return true;
}

/** The field that a place of a message belongs to. */
function fieldAt(input: unknown, path: readonly PropertyKey[]): string | undefined {
  const [part, second, third, fourth] = path;
  if (part !== "body") return knownField(part) ?? knownField(second);
  if (third === "meta") return knownField(`meta.${String(fourth)}`);
  if (third === "ledCategory" || third === "ageClass") return `subject.${third}`;
  if (third !== "leaves" || typeof fourth !== "number") return undefined;
  return knownField(memberAt(input, ["body", second, "leaves", fourth, "f"]));
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

// Only schemas name members in a path, and none of their names is longer or has other characters.
const MEMBER_NAME = /^[A-Za-z][A-Za-z0-9_]{0,20}$/;
const GROUP_ID = /^[A-Za-z0-9_-]{22}$/;
