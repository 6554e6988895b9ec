import type * as z from "zod";
import type { SchemaIssue } from "../value/issue.ts";
import { parseWith } from "../value/parse-with.ts";
import { findJsonIssue } from "../value/plain-json.ts";
import { PARSE } from "../value/refuse.ts";
import { SchemaError } from "../value/schema-error.ts";
import { tellIssues, toFormIssues } from "./find-issues.ts";

/**
 * Reads what a person or a case system wrote; each issue says what is allowed.
 *
 * @throws SchemaError `SCHEMA_INVALID` with every issue, `SCHEMA_TOO_LARGE`, `SCHEMA_TOO_DEEP`.
 */
export function parseForm<T>(type: z.ZodType<T>, input: unknown): T {
  // Bounds first: advice about a huge file would cost too much.
  if (findJsonIssue(input) !== undefined) return parseWith(type, input);
  return readForm(type, input, (message, faults) => {
    return new SchemaError("SCHEMA_INVALID", message, faults);
  });
}

/** {@link parseForm} with an error of the caller, who also keeps the input within bounds. */
export function readForm<T>(
  type: z.ZodType<T>,
  input: unknown,
  refusal: (message: string, faults: readonly SchemaIssue[]) => Error,
): T {
  const result = type.safeParse(input, PARSE);
  if (result.success) return result.data;
  const faults = toFormIssues(result.error, type, input);
  throw refusal(tellIssues(faults), faults);
}
