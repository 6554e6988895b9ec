import type { OpenedMessage } from "@safepassage/message";
import type { FactContext } from "../../setting/context.ts";
import { type Effect, tally } from "./effect.ts";

/**
 * Raises an alarm about a breach that a partner has given notice of: the people concerned may be in danger, and times of the law begin
 * here too. Of one partner at most eight go within a day, so that none drowns the alarms of others.
 *
 * @param at - Now.
 */
export function breachReported(
  context: Pick<FactContext, "facts" | "clock">,
  { digest: ref, sender }: Pick<OpenedMessage, "digest" | "sender">,
  at: string,
): readonly Effect[] {
  const { count, remember } = tally(context, `breachNotices ${sender.entity}`, DAY_MS);
  if (count > MOST_TOLD) return [];
  const event = { kind: "breachReported", at, ref } as const;
  return [remember, { does: "event", event, once: true }, { does: "announce" }];
}

const DAY_MS = 86_400_000;
/** Most notices of one partner within a day that raise an alarm each. A person calls long before. */
const MOST_TOLD = 8;
