import type * as z from "zod";
import type { SchemaIssueCode } from "./issue-codes.ts";

/**
 * Builds a zod type when it is first asked for, and keeps it under its key.
 *
 * To build all types takes longer than many a process lives that reads one message.
 */
export function once<T>(key: string, build: () => z.ZodType<T>): z.ZodType<T> {
  const known = schemas.get(key) as z.ZodType<T> | undefined;
  if (known !== undefined) return known;
  const schema = build();
  schemas.set(key, schema);
  return schema;
}

/**
 * Adds an issue with a code of this package to what zod has found.
 *
 * @param fix - What to do, in a file that a person writes; left out where the code says it.
 */
export function refuse(
  payload: z.core.ParsePayload,
  code: SchemaIssueCode,
  path: readonly PropertyKey[] = [],
  fix?: string,
): void {
  payload.issues.push({
    code: "custom",
    // The value is left out: zod would carry it into its error.
    input: undefined,
    path: [...path],
    params: { issue: code, fix },
    message: code,
  });
}

/**
 * Options with which this package runs every zod type: none is compiled to JavaScript first.
 *
 * Compiling takes longer than checking one object, saves little on the next, and needs `unsafe-eval`
 * in a browser.
 */
export const PARSE = { jitless: true } as const;

const schemas = new Map<string, z.ZodType>();
