import { type ErrorEntry, errorRows, ProtocolError } from "@safepassage/core";

/** The errors of {@link CrosswalkError}. */
export const CROSSWALK_ERRORS = {
  ...errorRows("caller", "crosswalks#data", {
    CROSSWALK_STANDARD_UNKNOWN:
      "There is no crosswalk to this standard. Name one of ctdc, niem, ilo and dpv.",
  }),
  ...errorRows("caller", "crosswalks#records", {
    CROSSWALK_RECORD_INVALID:
      "The record is neither a draft nor a decoded message nor an imported case. Give an object with clear, private and body, or an imported case with groups.",
  }),
  ...errorRows("caller", "crosswalks#ctdc", {
    CROSSWALK_YEAR_INVALID:
      "The year of registration is not a year. Give four digits from 1900 to 2999.",
  }),
} as const satisfies Record<string, ErrorEntry>;

export type CrosswalkErrorCode = keyof typeof CROSSWALK_ERRORS;

/** The error of this package. {@link CROSSWALK_ERRORS} has its codes. */
export class CrosswalkError extends ProtocolError<CrosswalkErrorCode> {
  constructor(code: CrosswalkErrorCode, message: string, options?: ErrorOptions) {
    super(code, CROSSWALK_ERRORS[code], message, options);
  }
}
