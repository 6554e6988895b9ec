import { CODE_LISTS, findField } from "../catalogue/catalogue.ts";
import type { Fault } from "./fault.ts";
import { createIssue, type SchemaIssue } from "./issue.ts";
import { isTextInDisguise } from "./octets.ts";
import { MAX_ISSUES } from "./schema-error.ts";

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
