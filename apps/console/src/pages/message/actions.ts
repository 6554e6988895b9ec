import { EXCHANGE_TYPES, isDangerAlert, NO_RESPONSE_TO } from "@safepassage/schema";
import { type Envelope, isOnConsentAlone } from "./envelope.ts";
import type { Message } from "./queries.ts";

/** Something that a person can do about a message. */
export type Action =
  | "answer"
  | "tellError"
  | "correct"
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
    ["answer", "submitMessage", isTaken(message) && asksForAnswer(message)],
    ["tellError", "submitMessage", isTaken(message)],
    ["correct", "correctMessage", isCorrectable(message)],
    ["reviewWarning", "reviewWarning", message.box === "outbox" && isWarning(message)],
    ["review", "reviewMessage", true],
    ["label", "labelMessage", true],
    // Last: it comes when the envelope is read, and must not take the place of another under the pointer.
    ["withdraw", "withdraw", isWithdrawable(message, envelope)],
  ];
  return offered.flatMap(([action, operation, fits]) => (fits && may(operation) ? [action] : []));
}

const isTaken = (message: Message): boolean =>
  message.box === "inbox" && message.state === "accepted";

/** What opens an exchange asks for an answer, unless nobody answers it. What goes on with one does not. */
const asksForAnswer = ({ messageType }: Message): boolean =>
  !Object.hasOwn(EXCHANGE_TYPES, messageType) &&
  !NO_RESPONSE_TO.some((type) => type === messageType);

/** What a correction did is done: the message is corrected once more. */
const isCorrectable = (message: Message): boolean =>
  message.box === "outbox" &&
  message.posted &&
  message.messageType !== "correction" &&
  (message.state === "delivered" || message.state === "decided");

const isWithdrawable = (message: Message, envelope: Envelope | undefined): boolean =>
  message.box === "outbox" &&
  message.state !== "replaced" &&
  (!message.erasureRequested || message.erasureUnheard) &&
  envelope !== undefined &&
  isOnConsentAlone(envelope);

const isWarning = ({ purpose, messageType }: Message): boolean =>
  isDangerAlert({ "env.purpose": purpose, "env.messageType": messageType } as Parameters<
    typeof isDangerAlert
  >[0]);
