import { type ErrorEntry, ProtocolError } from "@safepassage/core";
import type { SchemaIssue } from "./issue.ts";

/** Codes of {@link SchemaError}. */
export const SCHEMA_ERRORS = {
  SCHEMA_INVALID: {
    fault: "caller",
    title: "The object does not have the shape that the catalogue defines",
    hint: "Correct each place that the list of issues names.",
    spec: "schema#members",
  },
  SCHEMA_TOO_LARGE: {
    fault: "caller",
    title: "The object holds more values or text than the limit",
    hint: "Split it into several messages.",
    spec: "schema#bounds",
  },
  SCHEMA_TOO_DEEP: {
    fault: "caller",
    title: "The object is nested deeper than the limit",
    hint: "Flatten it; nothing in a message nests deeper than 16 levels.",
    spec: "schema#bounds",
  },
  SCHEMA_FIELD_UNKNOWN: {
    fault: "caller",
    title: "A field is not in the catalogue",
    hint: "Use the id of a field of the catalogue.",
    spec: "schema#members",
  },
} as const satisfies Record<string, ErrorEntry>;

export type SchemaErrorCode = keyof typeof SCHEMA_ERRORS;

/** The one error of this package. See {@link SCHEMA_ERRORS} for the codes. */
export class SchemaError extends ProtocolError<SchemaErrorCode> {
  /** Everything that is wrong, in the order of the object; at most {@link MAX_ISSUES}. */
  readonly issues: readonly SchemaIssue[];

  constructor(
    code: SchemaErrorCode,
    message: string,
    issues: readonly SchemaIssue[] = [],
    options?: ErrorOptions,
  ) {
    super(code, SCHEMA_ERRORS[code], message, options);
    this.issues = issues;
  }
}

/** Most issues that are listed for one object. */
export const MAX_ISSUES = 256;
