import { type ErrorDetails, type ErrorEntry, errorRows, ProtocolError } from "@safepassage/core";

/** Codes of {@link ApiError}. */
export const API_ERRORS = {
  ...errorRows("caller", "api#lists", {
    API_CURSOR_INVALID:
      "The parameter cursor does not name a place in this list. Copy next from the page before and keep the filters, or leave cursor out to get the first page.",
  }),
  ...errorRows("caller", "api#requests", {
    API_PARAMETER_INVALID:
      "A parameter of the address or of the head cannot be read. Correct each place in issues.",
  }),
  ...errorRows("caller", "api#people", {
    API_ROLE_MISSING:
      "This is not for the role of whoever asks. Ask somebody who has one of the roles that are named, or have it given to you by your agency's provider.",
  }),
  ...errorRows("caller", "api#reading", {
    API_REASON_MISSING:
      "Whoever reads what a message says states a reason. Send the header safepassage-reason with one of its codes.",
    API_OFFICER_MISSING:
      "A system reads what a message says for an officer. Send the headers safepassage-officer and safepassage-assurance too.",
    API_CONTENT_ERASED:
      "What this message said is erased. Its proof and its receipts are still here.",
    API_CONTENT_QUARANTINED:
      "This message is in quarantine. The duty officer or the protection officer reads it; in an emergency a caseworker reads it with the reason BREAK_GLASS, and a person is told of that at once.",
  }),
} as const satisfies Record<string, ErrorEntry>;

export type ApiErrorCode = keyof typeof API_ERRORS;

/** A request that the local API refuses. See {@link API_ERRORS} for the codes. */
export class ApiError extends ProtocolError<ApiErrorCode> {
  constructor(code: ApiErrorCode, message: string, options?: ErrorDetails) {
    super(code, API_ERRORS[code], message, options);
  }
}
