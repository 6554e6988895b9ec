import type { FactContext } from "../setting/context.ts";
import type { NewOutboxRow } from "../store/rows.ts";
import { correctionQueued, endingQueued } from "./erasure/erasure.ts";
import { endOfRefs, noteEnded } from "./exchange/ended-consents.ts";
import { CHANGES_OTHERS, exchangeEffects, retainingValues } from "./exchange/exchange.ts";
import { restrictionEffects } from "./exchange/restrictions.ts";
import { withdrawnRefs } from "./exchange/withdrawn.ts";
import type { Effect } from "./shared/effect.ts";

/** Types of messages of this agency that {@link sendingEffects} works out something for. */
export const SENDING_CHANGES: ReadonlySet<string> = new Set([
  ...CHANGES_OTHERS,
  "consentWithdrawal",
  "correction",
  "recall",
]);

/** What a message of this agency changes about others that it holds. */
export function sendingEffects(
  context: FactContext,
  { content: { message }, digest, recipient: other, createdAt }: NewOutboxRow,
): readonly Effect[] {
  const type = message.clear["env.messageType"];
  if (type === "consentWithdrawal") {
    const { "private.exchangeId": exchangeId } = message.private;
    const ended = endOfRefs(context, withdrawnRefs(message), exchangeId);
    return [...endingQueued(context, message), ...noteEnded(ended, createdAt)];
  }
  if (!CHANGES_OTHERS.has(type)) {
    const passing = { message, digest, other, own: true };
    return [
      ...correctionQueued(context, message),
      ...restrictionEffects(context, passing, createdAt),
      ...retainingValues(context, passing),
    ];
  }
  return [
    ...(type === "alertCancellation" ? endingQueued(context, message) : []),
    ...exchangeEffects(context, { message, digest, other, own: true }),
  ];
}
