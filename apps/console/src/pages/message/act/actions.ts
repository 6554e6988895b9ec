import { EXCHANGE_TYPES, NO_RESPONSE_TO } from "@safepassage/schema";
import { type Envelope, isOnConsentAlone } from "../facts/envelope.ts";
import type { Message } from "../facts/queries.ts";

/** Something that a person can do about a message. */
export type Action =
  | "showTold"
  | "answer"
  | "tellError"
  | "correct"
  | "goOn"
  | "passOn"
  | "writeAgain"
  | "recall"
  | "withdraw"
  | "review"
  | "reviewWarning"
  | "label";

/**
 * Says what a person can do about a message, in the order in which it is offered.
 *
 * @param envelope - `undefined` while it is not known: what depends on it is not offered.
 * @param may - Whether an operation of the API is open to that one.
 */
export function actionsFor(
  message: Message,
  envelope: Envelope | undefined,
  may: (operation: string) => boolean,
): readonly Action[] {
  // Nothing can be done with what is erased: only its evidence is left.
  if (message.erasedAt !== undefined) return [];
  const offered: readonly (readonly [Action, string, boolean])[] = [
    ["showTold", "correctMessage", isFaultTold(message)],
    ["answer", "submitMessage", isTaken(message) && asksForAnswer(message)],
    ["tellError", "submitMessage", isTaken(message) && !OF_MESSAGES.has(message.messageType)],
    ["correct", "correctMessage", isCorrectable(message)],
    ["goOn", "submitMessage", isGoneOnWith(message)],
    ["passOn", "submitMessage", isTaken(message) && tellsOfCase(message)],
    ["writeAgain", "submitMessage", isLost(message)],
    ["reviewWarning", "reviewWarning", isReviewedAfter(message)],
    ["review", "reviewMessage", true],
    ["label", "labelMessage", true],
    // Last: these come when the envelope is read, and must not take the place of another under the pointer.
    ["recall", "submitMessage", envelope !== undefined && isRecallable(message)],
    ["withdraw", "withdraw", isWithdrawable(message, envelope)],
  ];
  return offered.flatMap(([action, operation, fits]) => (fits && may(operation) ? [action] : []));
}

const isTaken = (message: Message): boolean =>
  message.box === "inbox" && message.state === "accepted";

/** What opens an exchange asks for an answer, unless nobody answers it; and so does what proposes something about it. */
const asksForAnswer = ({ messageType }: Message): boolean =>
  (isOpening(messageType) || PROPOSES.has(messageType)) &&
  !NO_RESPONSE_TO.some((type) => type === messageType);

const isOpening = (messageType: string): boolean => !Object.hasOwn(EXCHANGE_TYPES, messageType);

/** A notice of an error, which says what is wrong in another message. */
const isFaultTold = (message: Message): boolean =>
  isTaken(message) && message.messageType === "qualityNotice" && message.inReplyTo !== undefined;

/** Whether its recipient has it, and has not certified that it destroyed it. */
const isThere = (message: Message): boolean =>
  message.box === "outbox" &&
  message.posted &&
  message.certificate === undefined &&
  (message.state === "delivered" || message.state === "decided");

/** What a correction did is done: the message is corrected once more. So it is with others that only name messages. */
const isCorrectable = (message: Message): boolean =>
  isThere(message) && !OF_MESSAGES.has(message.messageType);

const isGoneOnWith = (message: Message): boolean =>
  isThere(message) && !isRejected(message) && isOpening(message.messageType);

/** What another agency may need too. Who passes it on, asks its own law. */
const tellsOfCase = ({ messageType }: Message): boolean =>
  messageType === "response" || messageType === "update" || CASE_TYPES.has(messageType);

/** Opens an exchange, and is sent no more: nobody has it, or its recipient did not take it. */
const isLost = (message: Message): boolean =>
  message.box === "outbox" &&
  isOpening(message.messageType) &&
  (message.state === "refused" || message.state === "expired" || isRejected(message));

const isRejected = (message: Message): boolean =>
  message.box === "outbox" && message.verdict === "reject";

/** What a case is told with can be recalled, also while it is on its way. */
const isRecallable = (message: Message): boolean =>
  message.box === "outbox" &&
  (isThere(message) || message.state === "queued" || message.state === "sending") &&
  !isRejected(message) &&
  (isOpening(message.messageType) || RECALLED.has(message.messageType));

/** They say nothing of a case, but name messages. */
const OF_MESSAGES: ReadonlySet<string> = new Set([
  "alertCancellation",
  "consentWithdrawal",
  "correction",
  "erasureCertificate",
  "qualityNotice",
  "recall",
]);
/** Of those that open an exchange. */
const CASE_TYPES: ReadonlySet<string> = new Set(["alert", "referral", "request"]);
const PROPOSES: ReadonlySet<string> = new Set([
  "handover",
  "onwardTransferRequest",
  "qualityNotice",
]);
/** Of those that go on with an exchange. */
const RECALLED: ReadonlySet<string> = new Set(["feedback", "handover", "response", "update"]);

const isWithdrawable = (message: Message, envelope: Envelope | undefined): boolean =>
  message.box === "outbox" &&
  message.state !== "replaced" &&
  (!message.erasureRequested || message.erasureUnheard) &&
  envelope !== undefined &&
  isOnConsentAlone(envelope);

/** A second officer looks at it after it went. */
const isReviewedAfter = (message: Message): boolean =>
  message.box === "outbox" && message.secondReview !== undefined;
