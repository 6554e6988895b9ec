import { type LogEventRow, warning } from "./event-words.ts";

/** An attempt to deliver that failed, for whatever reason. */
export const FAILED_ATTEMPT = warning(
  "An attempt to deliver message {ref} to {peer} failed[ ({code})]. It is tried again.",
  "If it goes on, call the operator of {peer}.",
);

const failedAttempt = (why: string, act: string): LogEventRow =>
  warning(
    `An attempt to deliver message {ref} to {peer} failed: ${why} ({code}). It is tried again.`,
    act,
  );
const notSent = (why: string, act: string): LogEventRow =>
  warning(`Message {ref} to {peer} is not sent while ${why} ({code}).`, act);

/** Why a message is held back here, without an attempt: the partner has nothing to do with it. */
const NOT_SENT = {
  GATEWAY_RECIPIENT_UNKNOWN: notSent(
    "the registry does not have that agency, or no address of it",
    "Ask the authority of the registry whether it has left.",
  ),
  GATEWAY_RECIPIENT_CHANGED: notSent(
    "by the registry that agency is another one than when it was signed, such as one of another type or State",
    "Tell the officer: whether that agency may have it, only a message that is written anew shows.",
  ),
  GATEWAY_AGREEMENT_UNKNOWN: notSent(
    "its agreement is not in force",
    "Have the parties sign it again, or a later version. Under a later version the officer writes the message anew.",
  ),
  CONSENT_LAPSED: notSent(
    "a consent on which it rests has ended",
    "Tell the officer: with a new consent the message is written anew.",
  ),
  GATEWAY_AGREEMENT_OUTDATED: notSent(
    "its agreement does not admit the catalogue of this program",
    "Ask safepassage agreement check what its parties have to add, and have all of them sign that.",
  ),
  GATEWAY_REGISTRY_MISSING: notSent(
    "there is no registry here that can be used",
    "Run safepassage gateway status: it says why, and what to do.",
  ),
  GATEWAY_REGISTRY_STALE: notSent(
    "the registry here is too old to be used",
    "Find out who does not sign it anew, or who holds it back.",
  ),
  GATEWAY_CLOCK_IMPLAUSIBLE: notSent(
    "the clock here is in doubt, by which its deadline is over",
    "Set the clock right, then confirm it.",
  ),
};

/** Their codes. */
export const HELD_BACK: ReadonlySet<string> = new Set(Object.keys(NOT_SENT));

/** Failures of which somebody else than the partner's operator must know, or something else must be done. */
export const SOME_FAILURES = {
  GATEWAY_PEER_CERTIFICATE_OVER: failedAttempt(
    "the TLS certificate of {peer} has expired",
    "Call the operator of {peer}: it needs a new certificate.",
  ),
  GATEWAY_PEER_ANSWER_FOREIGN: failedAttempt(
    "what answers at the address of {peer} is not its gateway[, with status {status}]",
    "Call the operator of {peer}: a proxy there may have no gateway behind it, refuse large bodies, or ask for another client certificate.",
  ),
  GATEWAY_CLIENT_CERTIFICATE_REFUSED: failedAttempt(
    "{peer} takes no client certificate that this gateway shows",
    "Run safepassage gateway check: yours may have ended. If not, ask the operator of {peer} whose certificates it takes.",
  ),
  GATEWAY_SIGNATURE_REFUSED: failedAttempt(
    "{peer} does not take the signature of our requests",
    "Compare the clocks with the operator of {peer}, and our key and its address in the registry that each side holds.",
  ),
  GATEWAY_INTAKE_FULL: failedAttempt(
    "{peer} takes no more of one partner within 24 hours, and we have sent it that much",
    "Find out why so much is sent. If a message cannot wait, tell {peer} another way.",
  ),
  MESSAGE_NOT_YET_VALID: failedAttempt(
    "by the clock of {peer} its time has not come",
    "Compare the clocks. If the one here was ahead when it was written, it is taken once that time has come: if it cannot wait, tell {peer} another way.",
  ),
  ...NOT_SENT,
};
