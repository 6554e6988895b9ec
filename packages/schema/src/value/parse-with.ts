import type * as z from "zod";
import type { Accepts } from "./accepts.ts";
import type { SchemaIssue } from "./issue.ts";
import { toIssues } from "./issues.ts";
import { findJsonIssue } from "./plain-json.ts";
import { PARSE } from "./refuse.ts";
import { SchemaError, type SchemaErrorCode } from "./schema-error.ts";

/**
 * Reads untrusted JSON with a schema of this package.
 *
 * @throws {@link SchemaError} `SCHEMA_INVALID` with every issue, `SCHEMA_TOO_LARGE`,
 *   `SCHEMA_TOO_DEEP`.
 */
export function parseWith<T>(schema: z.ZodType<T>, input: unknown): T {
  const unbounded = findJsonIssue(input);
  if (unbounded !== undefined) {
    throw new SchemaError(ERROR_OF[unbounded.code] ?? "SCHEMA_INVALID", unbounded.code, [
      unbounded,
    ]);
  }
  const result = schema.safeParse(input, PARSE);
  if (result.success) return result.data;
  throw invalid(toIssues(result.error, input));
}

/**
 * {@link parseWith} for what is read often: what `accepts` accepts is returned as it is, and the
 * schema is not even built.
 */
export function parseQuickly<T>(accepts: Accepts, schema: () => z.ZodType<T>, input: unknown): T {
  // Bounds first, here too: what is accepted must also be small enough.
  if (findJsonIssue(input) === undefined) return parseBounded(accepts, schema, input);
  return parseWith(schema(), input);
}

/** {@link parseQuickly} for what is known to be plain JSON within bounds. */
export function parseBounded<T>(accepts: Accepts, schema: () => z.ZodType<T>, input: unknown): T {
  return accepts(input) ? (input as T) : parseWith(schema(), input);
}

/** What is known of a value before it is looked at. */
export interface InputProvenance {
  /**
   * Whether it is what a strict parser has read from a text within {@link BOUNDS}, so that bounds
   * are asked about only where something is wrong.
   */
  readonly parsed?: boolean;
}

/** What {@link parseQuickly} would throw about, as data. */
export function check(
  accepts: Accepts,
  schema: () => z.ZodType,
  input: unknown,
  { parsed = false }: InputProvenance = {},
): SchemaIssue[] {
  if (parsed && accepts(input)) return [];
  const unbounded = findJsonIssue(input);
  if (unbounded !== undefined) return [unbounded];
  if (!parsed && accepts(input)) return [];
  const result = schema().safeParse(input, PARSE);
  return result.success ? [] : toIssues(result.error, input);
}

/** The error for these issues; the first decides the code. */
export function invalid(issues: readonly SchemaIssue[]): SchemaError {
  const places = issues.slice(0, SHOWN).map(({ pointer, code }) => `${code} at ${pointer || "/"}`);
  if (issues.length > SHOWN) places.push(`and ${issues.length - SHOWN} more`);
  const code = issues[0] === undefined ? undefined : ERROR_OF[issues[0].code];
  return new SchemaError(code ?? "SCHEMA_INVALID", places.join("; "), issues);
}

const SHOWN = 8;
const ERROR_OF: Partial<Record<SchemaIssue["code"], SchemaErrorCode>> = {
  TOO_DEEP: "SCHEMA_TOO_DEEP",
  TOO_LARGE: "SCHEMA_TOO_LARGE",
};
