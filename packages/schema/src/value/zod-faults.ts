import type * as z from "zod";
import type { Fault } from "./fault.ts";
import { SCHEMA_ISSUES, type SchemaIssueCode } from "./issue.ts";

/** What zod has found in `input`, in the codes of this package. */
export function faultsOf(error: z.ZodError, input: unknown): readonly Fault[] {
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
