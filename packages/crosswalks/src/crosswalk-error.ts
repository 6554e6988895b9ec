import { type ErrorEntry, ProtocolError } from "@safepassage/core";

/** The errors of {@link CrosswalkError}. */
export const CROSSWALK_ERRORS = {
  CROSSWALK_STANDARD_UNKNOWN: {
    fault: "caller",
    title: "There is no crosswalk to this standard",
    hint: "Name one of ctdc, niem, ilo and dpv.",
    spec: "crosswalks#data",
  },
  CROSSWALK_RECORD_INVALID: {
    fault: "caller",
    title: "The record is neither a draft nor a decoded message nor an imported case",
    hint: "Give an object with clear, private and body, or an imported case with groups.",
    spec: "crosswalks#records",
  },
  CROSSWALK_YEAR_INVALID: {
    fault: "caller",
    title: "The year of registration is not a year",
    hint: "Give four digits from 1900 to 2999.",
    spec: "crosswalks#ctdc",
  },
} as const satisfies Record<string, ErrorEntry>;

export type CrosswalkErrorCode = keyof typeof CROSSWALK_ERRORS;

/** The error of this package. {@link CROSSWALK_ERRORS} has its codes. */
export class CrosswalkError extends ProtocolError<CrosswalkErrorCode> {
  constructor(code: CrosswalkErrorCode, message: string, options?: ErrorOptions) {
    super(code, CROSSWALK_ERRORS[code], message, options);
  }
}
