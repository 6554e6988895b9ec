import type * as z from "zod";
import type { SchemaIssue } from "../value/issue.ts";
import { parseWith } from "../value/parse-with.ts";
import { findJsonIssue } from "../value/plain-json.ts";
import { PARSE } from "../value/refuse.ts";
import { SchemaError } from "../value/schema-error.ts";
import { tellIssues, toFormIssues } from "./find-issues.ts";

/**
 * Reads what a person or a program of one's own has written: a fault says what is allowed.
 *
 * @throws SchemaError `SCHEMA_INVALID` with every issue, `SCHEMA_TOO_LARGE`, `SCHEMA_TOO_DEEP`.
 */
export function parseForm<T>(type: z.ZodType<T>, input: unknown): T {
  // What is out of bounds is refused as it is everywhere.
  if (findJsonIssue(input) !== undefined) return parseWith(type, input);
  return readForm(type, input, (message, faults) => {
    return new SchemaError("SCHEMA_INVALID", message, faults);
  });
}

/** {@link parseForm} with an error of the caller's own, who also keeps the input in bounds. */
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
