import { claimsDanger } from "../message/claims-danger.ts";
import type { DecodedMessage } from "../message/message-model.ts";
import { isErasure } from "./is-erasure.ts";

/** Whether a message cannot wait for a day: a life is in danger, or data must not be held any more. */
export function cannotWait(message: DecodedMessage): boolean {
  const { clear, private: hidden } = message;
  return (
    claimsDanger(clear, hidden["private.urgency"]) ||
    isErasure(message) ||
    AT_ONCE.has(clear["env.messageType"])
  );
}

const AT_ONCE: ReadonlySet<string> = new Set(["breachNotice", "consentWithdrawal"]);
