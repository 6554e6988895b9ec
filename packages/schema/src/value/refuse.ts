import type * as z from "zod";
import type { SchemaIssueCode } from "./issue.ts";

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
