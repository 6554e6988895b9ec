import { ApiError } from "@safepassage/api";
import type { SchemaIssueCode } from "@safepassage/schema";

/** A place that is wrong, and what to write there. No value is repeated. */
export interface ParameterIssue {
  /** JSON Pointer to the parameter or header; empty for one that the operation does not have. */
  readonly pointer: string;
  readonly code: SchemaIssueCode;
  readonly fix?: string | undefined;
}

/** The refusal of parameters or headers, with each place that is wrong. */
export const parameterInvalid = (message: string, issues: readonly ParameterIssue[]): ApiError =>
  new ApiError("API_PARAMETER_INVALID", message, { details: { issues } });
