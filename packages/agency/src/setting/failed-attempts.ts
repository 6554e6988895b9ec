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
  GATEWAY_AGREEMENT_UNKNOWN: notSent(
    "its agreement is not in force",
    "Have the parties sign it again, or a later version. Under a later version the officer writes the message anew.",
  ),
  CONSENT_LAPSED: notSent(
    "a consent on which it rests has ended",
    "Tell the officer: with a new consent the message is written anew.",
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
    "what answers at the address of {peer} is not its gateway",
    "Call the operator of {peer}: a proxy there may have no gateway behind it, or refuse large bodies.",
  ),
  GATEWAY_CLIENT_CERTIFICATE_REFUSED: failedAttempt(
    "{peer} takes no client certificate that this gateway shows",
    "Run safepassage gateway check: yours may have ended. If not, ask the operator of {peer} whose certificates it takes.",
  ),
  ...NOT_SENT,
};
