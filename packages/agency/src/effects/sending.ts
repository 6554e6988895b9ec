import type { FactContext } from "../setting/context.ts";
import type { NewOutboxRow } from "../store/rows.ts";
import type { Effect } from "./effect.ts";
import { cancellationQueued } from "./erasure.ts";
import { exchangeEffects } from "./exchange.ts";

/** What a message of this agency changes about others that it holds. */
export function sendingEffects(
  context: FactContext,
  { content: { message }, digest, recipient: other }: NewOutboxRow,
): readonly Effect[] {
  return [
    ...cancellationQueued(context, message),
    ...exchangeEffects(context, { message, digest, other, own: true }),
  ];
}
