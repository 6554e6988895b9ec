import { type ErrorDetails, type ErrorEntry, errorRows, ProtocolError } from "@safepassage/core";

/** Codes of {@link ApiError}. */
export const API_ERRORS = {
  ...errorRows("caller", "api#lists", {
    API_CURSOR_INVALID:
      "The parameter cursor does not name a place in this list. Copy next from the page before and keep the filters, or leave cursor out to get the first page.",
  }),
  ...errorRows("caller", "api#drafts", {
    API_DRAFT_UNKNOWN: "There is no draft of this id. List the drafts.",
    API_DRAFT_CLOSED:
      "The draft was sent or deleted, and what it said is destroyed. If it was sent, the outbox has the message; keep a new draft for another.",
    API_DRAFT_OFFICER_LOCKED:
      "Who composed or approved this draft last is locked out of the gateway. If that is who composed it, change it or save it under your own name: then you answer for what it says. If that is who approved it, have another officer approve it.",
    API_DRAFT_UNSEEN:
      "You have not seen what would be sent. Ask for the preview of the draft as it is now, and approve what it shows.",
    API_DRAFTS_FULL:
      "As many drafts of one officer are open as may. Send or delete some that are not needed any more, and keep this one again.",
    API_DRAFT_CHANGED:
      "Somebody else has changed the draft meanwhile. Read it again, and make your change to what it says now.",
  }),
  ...errorRows("caller", "api#events", {
    API_EVENTS_GONE:
      "What happened since this event is not remembered any more. List inbox and outbox anew, then follow the events without Last-Event-ID.",
  }),
  ...errorRows("caller", "api#events", {
    API_STREAMS_OWN_FULL:
      "You follow the events as often as one officer may. Close a page or end a program of yours that is not used any more, or try again in a minute.",
  }),
  ...errorRows("self", "api#events", {
    API_STREAMS_FULL:
      "As many programs follow the events as may. End one that is not used any more, or try again in a minute.",
  }),
  ...errorRows("caller", "api#requests", {
    API_TURNS_FULL:
      "As many of your drafts wait to be prepared as may. Wait for the answers to these, and send the request again.",
  }),
  ...errorRows("caller", "api#catalogue", {
    API_CODE_LIST_UNKNOWN:
      "There is no code list, and no field with one, of this name. List the code lists.",
  }),
  ...errorRows("caller", "api#requests", {
    API_PARAMETER_INVALID:
      "A parameter of the address or of the head cannot be read. Correct each place in issues.",
  }),
  ...errorRows("self", "api#people", {
    API_PROVIDER_AWAY:
      "The provider that officers sign in with does not answer. Try again in a minute; if it lasts, tell your administrator. The agency's own systems need no provider.",
  }),
  ...errorRows("caller", "api#people", {
    API_TOKEN_REFUSED:
      "The access token is not good: it is over, of another provider or for another audience, or its proof of possession is wrong or was used before. Sign in again, and send each proof once.",
    API_SIGN_IN_FAILED:
      "The sign-in did not come to an end: it took too long, was broken off, or was begun in another browser. Sign in again.",
    API_SESSION_OVER:
      "Nobody is signed in here any more. Sign in again; what you were doing is kept where it was saved.",
    API_PAGE_TOKEN_MISSING:
      "A change from a browser needs the token of the page. Load the page again, and send its token in the header safepassage-page.",
    API_OFFICER_UNKNOWN:
      "The access token does not say who the officer is. Have the provider put the staff id into the claim that the configuration of the gateway names.",
    API_OFFICER_LOCKED:
      "This officer is locked out of the gateway. An operator of the agency can lift that.",
    API_ROLE_MISSING:
      "Your role does not allow this. Ask somebody who has one of the roles that are named, or have it given to you by your agency's provider.",
  }),
  ...errorRows("caller", "api#reading", {
    API_REASON_MISSING:
      "Whoever reads what a message says states a reason. Send the header safepassage-reason with one of its codes.",
    API_OFFICER_MISSING:
      "A system acts for an officer, and has not said for whom. To send, add the member officer; to read, the headers safepassage-officer and safepassage-assurance.",
    API_OFFICER_OTHER:
      "Whoever has signed in is the officer of the message. Leave the member officer out.",
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
