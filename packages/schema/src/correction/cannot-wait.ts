import { claimsDanger, isOfDanger } from "../message/claims-danger.ts";
import type { DecodedMessage } from "../message/message-model.ts";
import { isErasure } from "./is-erasure.ts";

/** Whether a message cannot wait for a day: a life is in danger, or data must not be held any more. */
export function cannotWait(message: DecodedMessage): boolean {
  const { clear, private: hidden } = message;
  return (
    claimsDanger(clear, hidden["private.urgency"]) ||
    asksToErase(message) ||
    clear["env.messageType"] === "breachNotice"
  );
}

/** Whether a message has something erased, or says that it was. */
const asksToErase = (message: DecodedMessage): boolean =>
  isErasure(message) || message.clear["env.messageType"] === "consentWithdrawal";

/**
 * What a message needs where a store has little room left. Danger is what its sender claims: it gets half of what is kept for erasing, so
 * that no partner can use up the rest by claiming it. Answers to a warning are a part of it.
 */
export function needOf(message: DecodedMessage): "erasure" | "danger" | "room" {
  if (asksToErase(message)) return "erasure";
  return cannotWait(message) || isOfDanger(message.clear) ? "danger" : "room";
}
