import type { AgencyContext } from "../../setting/context.ts";
import { workOutIn } from "../../store/facts.ts";
import { composeWithdrawal } from "./withdrawal.ts";
import type { WithdrawalRequest } from "./withdrawal-request.ts";

/** What a withdrawal would reach. */
export interface WithdrawalReach {
  /** Messages that would be erased, here too. */
  readonly messages: number;
  /** Who would be asked to erase how many of them, each agency once. The rest was never sent. */
  readonly recipients: readonly { readonly recipient: string; readonly messages: number }[];
  /** Digests of the messages that would stay, as they rest on another basis too. */
  readonly kept: readonly string[];
}

/**
 * Works out what a withdrawal would reach. Nothing is erased, sent or stored.
 *
 * @throws AgencyError what {@link composeWithdrawal} throws.
 */
export function withdrawalReach(
  context: AgencyContext,
  request: WithdrawalRequest,
): Promise<WithdrawalReach> {
  return context.store.transaction(async (tx) => {
    const { named, recipients, kept } = await workOutIn(context, tx, (facts) =>
      composeWithdrawal(facts, request),
    );
    const counts = new Map<string, number>();
    for (const { recipient, messages } of recipients) {
      counts.set(recipient, (counts.get(recipient) ?? 0) + messages);
    }
    return {
      messages: named.length,
      recipients: [...counts].map(([recipient, messages]) => ({ recipient, messages })),
      kept: kept.map(({ digest }) => digest),
    };
  });
}
