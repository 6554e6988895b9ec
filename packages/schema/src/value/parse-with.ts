import type * as z from "zod";
import type { Check } from "./check.ts";
import type { Fault } from "./fault.ts";
import { type SchemaIssue, toIssues } from "./issue.ts";
import { SCHEMA_ISSUES, type SchemaIssueCode } from "./issue-codes.ts";
import { findJsonIssue } from "./plain-json.ts";
import { SchemaError, type SchemaErrorCode } from "./schema-error.ts";
import { PARSE } from "./zod-types.ts";

/** Reads untrusted JSON with a zod type of this package. */
export function parseWith<T>(
  schema: z.ZodType<T>,
  input: unknown,
  { parsed = false }: InputProvenance = {},
): T {
  if (!parsed) requireBounded(input);
  const result = schema.safeParse(input, PARSE);
  if (result.success) return result.data;
  if (parsed) requireBounded(input);
  throw invalid(toIssues(faultsOf(result.error, input), input));
}

/** Reads untrusted JSON with a check made from the catalogue. Returns the input itself. */
export function parseChecked<T>(check: Check, input: unknown, from?: InputProvenance): T {
  const issues = findIssues(check, input, from);
  if (issues.length > 0) throw invalid(issues);
  return input as T;
}

/** What is known of a value before it is looked at. */
export interface InputProvenance {
  /**
   * Whether a strict parser read the value from a text within {@link BOUNDS}. Then the bounds are
   * looked at only where something is wrong.
   */
  readonly parsed?: boolean;
}

/** All that {@link parseChecked} would throw, as data. */
export function findIssues(
  check: Check,
  input: unknown,
  { parsed = false }: InputProvenance = {},
): SchemaIssue[] {
  if (parsed && check(input) === undefined) return [];
  const unbounded = findJsonIssue(input);
  if (unbounded !== undefined) return [unbounded];
  return toIssues(check(input) ?? [], input);
}

/** The error for these issues; the first decides the code. */
export function invalid(issues: readonly SchemaIssue[]): SchemaError {
  const places = issues.slice(0, SHOWN).map(({ pointer, code }) => `${code} at ${pointer || "/"}`);
  if (issues.length > SHOWN) places.push(`and ${issues.length - SHOWN} more`);
  const code = issues[0] === undefined ? undefined : ERROR_OF[issues[0].code];
  return new SchemaError(code ?? "SCHEMA_INVALID", places.join("; "), issues);
}

/** What zod has found in `input`, in the codes of this package. */
function faultsOf(error: z.ZodError, input: unknown): readonly Fault[] {
  return error.issues.map((found) => {
    // The name does not fit. It is not shown, as it may be a value.
    if (found.code === "invalid_key") {
      const code = found.issues[0] === undefined ? "NOT_CANONICAL" : codeOf(found.issues[0], true);
      return { path: [...found.path.slice(0, -1), "*"], code };
    }
    return { path: found.path, code: codeOf(found, hasMember(input, found.path)) };
  });
}

/** The code of what zod has found at a place that is there, or is not. */
export function codeOf(found: z.core.$ZodIssue, present: boolean): SchemaIssueCode {
  const missingOr = (code: SchemaIssueCode) => (present ? code : "MEMBER_MISSING");
  switch (found.code) {
    case "custom": {
      const code = found.params?.["issue"];
      return isIssueCode(code) && code !== "WRONG_TYPE" ? code : missingOr("WRONG_TYPE");
    }
    case "unrecognized_keys":
      return "MEMBER_UNKNOWN";
    case "too_big":
    case "too_small":
      return found.origin === "array" ? "COUNT_OUT_OF_RANGE" : "NUMBER_OUT_OF_RANGE";
    case "invalid_union":
      return missingOr("CHOICE_UNKNOWN");
    case "invalid_value":
      return missingOr("CODE_UNKNOWN");
    case "invalid_type":
      return missingOr(found.expected === "int" ? "NUMBER_OUT_OF_RANGE" : "WRONG_TYPE");
    default:
      return missingOr("WRONG_TYPE");
  }
}

function isIssueCode(code: unknown): code is SchemaIssueCode {
  return typeof code === "string" && Object.hasOwn(SCHEMA_ISSUES, code);
}

function hasMember(input: unknown, path: readonly PropertyKey[]): boolean {
  let value = input;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return false;
    value = (value as Record<PropertyKey, unknown>)[name];
  }
  return true;
}

function requireBounded(input: unknown): void {
  const unbounded = findJsonIssue(input);
  if (unbounded !== undefined) throw invalid([unbounded]);
}

const SHOWN = 8;
const ERROR_OF: Partial<Record<SchemaIssue["code"], SchemaErrorCode>> = {
  TOO_DEEP: "SCHEMA_TOO_DEEP",
  TOO_LARGE: "SCHEMA_TOO_LARGE",
};
