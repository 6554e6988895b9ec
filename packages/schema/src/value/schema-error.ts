import { type ErrorEntry, errorRows, ProtocolError } from "@safepassage/core";
import type { SchemaIssue } from "./issue.ts";

/** Codes of {@link SchemaError}. */
export const SCHEMA_ERRORS = {
  ...errorRows("caller", "schema#members", {
    SCHEMA_INVALID:
      "The object does not have the shape that the catalogue defines. Correct each place that the list of issues names.",
  }),
  ...errorRows("caller", "schema#bounds", {
    SCHEMA_TOO_LARGE:
      "The object holds more values or text than the limit. Split it into several messages.",
    SCHEMA_TOO_DEEP:
      "The object is nested deeper than the limit. Flatten it; nothing in a message nests deeper than 16 levels.",
  }),
  ...errorRows("caller", "schema#members", {
    SCHEMA_FIELD_UNKNOWN:
      "A field is not in the catalogue. Use the id of a field of the catalogue.",
  }),
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
