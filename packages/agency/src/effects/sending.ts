import type { FactContext } from "../setting/context.ts";
import type { NewOutboxRow } from "../store/rows.ts";
import type { Effect } from "./effect.ts";
import { cancellationQueued, correctionQueued } from "./erasure.ts";
import { CHANGES_OTHERS, exchangeEffects } from "./exchange.ts";
import { restrictionEffects } from "./restrictions.ts";

/** Types of messages of this agency that {@link sendingEffects} works out something for. */
export const SENDING_CHANGES: ReadonlySet<string> = new Set([
  ...CHANGES_OTHERS,
  "correction",
  "recall",
]);

/** What a message of this agency changes about others that it holds. */
export function sendingEffects(
  context: FactContext,
  { content: { message }, digest, recipient: other, createdAt }: NewOutboxRow,
): readonly Effect[] {
  if (!CHANGES_OTHERS.has(message.clear["env.messageType"])) {
    return [
      ...correctionQueued(context, message),
      ...restrictionEffects(context, { message, digest, other, own: true }, createdAt),
    ];
  }
  return [
    ...cancellationQueued(context, message),
    ...exchangeEffects(context, { message, digest, other, own: true }),
  ];
}
