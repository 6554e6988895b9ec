import { type ErrorDetails, type ErrorEntry, errorRows, ProtocolError } from "@safepassage/core";

/** Codes of {@link AgencyError}. Codes from the time when they belonged to the gateway keep their names. */
export const AGENCY_ERRORS = {
  GATEWAY_BODY_TOO_LARGE: {
    fault: "caller",
    title: "The body of the request is larger than the limit",
    hint: "Send one message in a request, and fewer groups in one message.",
    spec: "gateway#limits",
  },
  ...errorRows("caller", "gateway-sending#submitting", {
    GATEWAY_IDEMPOTENCY_KEY_REUSED: {
      title: "The idempotency key was used for another request",
      hint: "Use a key of its own for each request. Nothing was done for this one.",
    },
    GATEWAY_IDEMPOTENCY_KEY_ERASED: {
      title: "The message of this idempotency key is erased, and is not sent again",
      hint: "Do not repeat it. For another message use a key of its own; nothing was done for this one.",
    },
    GATEWAY_RECIPIENT_UNKNOWN: {
      title: "The recipient is not another agency of the registry with an address there",
      hint: "Check the entity id, and that the recipient has registered its gateway. It cannot be your own agency.",
    },
    GATEWAY_AGREEMENT_UNKNOWN: {
      title: "No agreement held here has this id, is in force and names both parties",
      hint: "Give the gateway the agreement that both parties have signed.",
    },
    GATEWAY_DRAFT_REFUSED: {
      title: "The recipient would refuse this message, so it was not sent",
      hint: "Mend what the findings name, or let the gateway minimise the draft.",
    },
  }),
  GATEWAY_QUARANTINE_FULL: {
    fault: "caller",
    title: "The recipient holds as many faulty emergencies of this sender as it may",
    hint: "Warn the recipient another way now. Then mend the messages that wait there: send them again, sound.",
    spec: "gateway-receiving#quarantine",
  },
  GATEWAY_MESSAGE_UNKNOWN: {
    fault: "caller",
    title: "No message of this digest is held here",
    hint: "Use the digest that the log named, or that was returned when the message was submitted.",
    spec: "gateway#local-routes",
  },
  GATEWAY_CORRECTION_UNDECIDED: {
    fault: "caller",
    title: "An earlier correction of this message is not decided yet",
    hint: "Wait until it is, as GET /messages/{digest} of that correction shows, then send this one again. If its recipient never says, have the message erased and send it anew.",
    spec: "gateway-erasure#corrections",
  },
  GATEWAY_WITHDRAWAL_IMPOSSIBLE: {
    fault: "caller",
    title: "The message does not rest on this consent alone, is erased, or was never posted",
    hint: "Name a message that was posted, and one of the consents it was sent on.",
    spec: "gateway-erasure#erasure",
  },
  ...errorRows("peer", "gateway-sending#outbox", {
    GATEWAY_RECEIPTS_MISSING: {
      title: "The recipient's answer holds no receipt of this message",
      hint: "Wait for the next attempt; if it stays so, tell the recipient's operator.",
    },
    GATEWAY_PEER_UNREACHABLE: {
      title: "The recipient's gateway did not answer",
      hint: "Wait for the next attempt; if it stays so, tell the recipient's operator.",
    },
  }),
  GATEWAY_REGISTRY_MISSING: {
    fault: "self",
    title: "The gateway has no registry of agencies yet",
    hint: "Try again later; the operator should check that the registry can be reached.",
    spec: "gateway#starting",
  },
  GATEWAY_REGISTRY_STALE: {
    fault: "self",
    title: "The gateway's registry of agencies is too old to be used",
    hint: "Try again later; the operator should check that the registry can be reached and is signed anew.",
    spec: "gateway#age-of-the-registry",
  },
  GATEWAY_RECEIPT_TIME_WRONG: {
    fault: "peer",
    title: "The receipt names a time at which it cannot have been made",
    hint: "Compare the clocks of both gateways, and tell the recipient's operator which one is wrong.",
    spec: "gateway-sending#time-of-receipts",
  },
  GATEWAY_RECEIPTS_CONTRADICT: {
    fault: "peer",
    title: "The recipient has signed two things of one message that contradict each other",
    hint: "Ask the recipient's operator which of them holds. Until then what was taken first stays.",
    spec: "gateway-sending#receipts-that-contradict-each-other",
  },
  GATEWAY_CLOCK_IMPLAUSIBLE: {
    fault: "self",
    title: "The clock of this machine has jumped, and nobody has confirmed it since",
    hint: "The operator should set the clock right and confirm it with POST /clock/confirm.",
    spec: "gateway#clock",
  },
  GATEWAY_CLOCK_DIFFERS: {
    fault: "caller",
    title: "The gateway's clock shows another time than the one that was confirmed",
    hint: "Look at a clock you trust; set the machine's clock right first, then confirm the time.",
    spec: "gateway#clock",
  },
  ...errorRows("caller", "agency#folder", {
    AGENCY_FOLDER_EXISTS: {
      title: "There is an agency or an exchange in this folder already",
      hint: "Name another folder. Nothing was changed: the keys in this one cannot be made again.",
    },
    AGENCY_FOLDER_INVALID: {
      title: "The folder of the agency lacks a file, or holds one that is not as it must be",
      hint: "Mend the file that is named, or make a new folder with: safepassage init agency.",
    },
  }),
  ...errorRows("self", "gateway-store#store", {
    GATEWAY_STORE_INCOMPATIBLE: {
      title: "The database was written by another version of the gateway",
      hint: "Start the version that wrote it until its outbox has no message queued or sending, keep the file, and start anew.",
    },
    GATEWAY_STORE_LINKED: {
      title: "The file of the database has more than one name",
      hint: "Remove its other hard links, and make backups with VACUUM INTO: each name would have a log of its own.",
    },
    GATEWAY_STORE_IN_USE: {
      title: "The database is in use by another process",
      hint: "Run one gateway on one database; end the other process first.",
    },
  }),
} as const satisfies Record<string, ErrorEntry>;

export type AgencyErrorCode = keyof typeof AGENCY_ERRORS;

/** Thrown by everything in this package. See {@link AGENCY_ERRORS} for the codes. */
export class AgencyError extends ProtocolError<AgencyErrorCode> {
  constructor(code: AgencyErrorCode, message: string, options?: ErrorDetails) {
    super(code, AGENCY_ERRORS[code], message, options);
  }
}
