import type * as z from "zod";
import type { Check } from "./check.ts";
import type { SchemaIssue } from "./issue.ts";
import { toIssues } from "./issues.ts";
import { findJsonIssue } from "./plain-json.ts";
import { SchemaError, type SchemaErrorCode } from "./schema-error.ts";
import { faultsOf } from "./zod-faults.ts";
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

function requireBounded(input: unknown): void {
  const unbounded = findJsonIssue(input);
  if (unbounded !== undefined) throw invalid([unbounded]);
}

const SHOWN = 8;
const ERROR_OF: Partial<Record<SchemaIssue["code"], SchemaErrorCode>> = {
  TOO_DEEP: "SCHEMA_TOO_DEEP",
  TOO_LARGE: "SCHEMA_TOO_LARGE",
};
