import { toInstant } from "@safepassage/core";
import type { Draft } from "@safepassage/schema";
import { actEvent } from "../../effects/shared/acts.ts";
import type { AgencyContext } from "../../setting/context.ts";
import { prepareDraft, requireSendable } from "../queue/queue.ts";
import { knownOfWithdrawal } from "./known-of-withdrawal.ts";
import { composeWithdrawal } from "./withdrawal.ts";
import type { Held } from "./withdrawal-parts.ts";
import type { WithdrawalRequest } from "./withdrawal-request.ts";

/** What a withdrawal would reach. */
export interface WithdrawalReach {
  /** Messages that would be erased, here too. */
  readonly messages: number;
  /** Who would be asked to erase how many of them, each agency once. The rest was never sent. */
  readonly recipients: readonly Held[];
  /** Who may hold how many, and cannot be asked, as where it or this agency has left the registry: a person has to tell it. */
  readonly untold: readonly Held[];
  /** Digests of the messages that would stay, as they rest on another basis too. */
  readonly kept: readonly string[];
}

/**
 * Works out what a withdrawal would reach. Nothing is erased or sent. Where it finds what was sent about a person, that is recorded as a
 * search is, also if it finds nothing.
 *
 * @param role - Of who asks.
 * @throws {@link AgencyError} what {@link composeWithdrawal} throws, and `GATEWAY_DRAFT_REFUSED` where a recipient would refuse the request
 *   to erase, such as for an officer whose assurance is too low: the withdrawal is refused for the same.
 */
export async function withdrawalReach(
  context: AgencyContext,
  request: WithdrawalRequest,
  role?: string,
): Promise<WithdrawalReach> {
  if (request.record !== undefined || request.everywhere === true) {
    const act = { kind: "messagesSearched", code: "record", ...(role && { role }) } as const;
    const [at, officer] = [toInstant(context.clock.now()), request.officer.id];
    await context.store.transaction(({ events }) =>
      events.add(actEvent({ ...act, at, officer }, context.officerKey)),
    );
  }
  return context.store.transaction(async (tx) => {
    const { named, recipients, unreached, kept, drafts } = await composeWithdrawal(
      context,
      tx,
      request,
    );
    for (const draft of firstUnderEach(drafts)) {
      requireSendable(await prepareDraft(context, tx, draft, "asIs", knownOfWithdrawal(draft)));
    }
    return {
      messages: named.length,
      recipients: byRecipient(recipients),
      untold: byRecipient(unreached),
      kept: kept.map(({ digest }) => digest),
    };
  });
}

/** Each agency once, with all that it may hold. */
function byRecipient(held: readonly Held[]): readonly Held[] {
  const counts = new Map<string, number>();
  for (const { recipient, messages } of held) {
    counts.set(recipient, (counts.get(recipient) ?? 0) + messages);
  }
  return [...counts].map(([recipient, messages]) => ({ recipient, messages }));
}

/** Recipients judge requests to erase by agreement and officer, so the first under each agreement stands for the others. */
function firstUnderEach(drafts: readonly Draft[]): readonly Draft[] {
  const firsts = new Map<string, Draft>();
  for (const draft of drafts) {
    const { "env.recipient.agencyId": recipient, "env.agreementRef": agreement } = draft.clear;
    const key = `${agreement.sha256} ${recipient}`;
    if (!firsts.has(key)) firsts.set(key, draft);
  }
  return [...firsts.values()];
}
