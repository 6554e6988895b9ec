import { digestsToChange } from "@safepassage/history";
import type { FactContext } from "../setting/context.ts";
import type { Effect } from "./effect.ts";
import type { Passing } from "./exchange.ts";
import { isWarning } from "./quarantine.ts";

/**
 * Raises an alarm where a partner gives other values in a warning of danger, or in its answer to one: somebody may be on the way to
 * the wrong place, or believe that a person is safe, and nobody may be looking at the inbox.
 *
 * @param passing - A correction that was accepted.
 * @param at - Now.
 * @see `docs/spec/warnings.md#corrected`
 */
export function warningCorrected(
  { facts }: Pick<FactContext, "facts">,
  { message, digest: ref, other }: Passing,
  at: string,
): readonly Effect[] {
  const changed = [...(digestsToChange(message.body) ?? [])].flatMap((digest) => {
    const row = facts.inbox.findByDigest(digest);
    return row?.sender === other && row.content !== undefined ? [row.content.message] : [];
  });
  const isOfWarning = changed.some(isWarning);
  const isOfAnswer = changed.some(
    ({ clear }) =>
      clear["env.purpose"] === "IMMEDIATE_DANGER" && clear["env.messageType"] === "response",
  );
  if (!isOfWarning && !isOfAnswer) return [];
  const event = { kind: "warningCorrected", at, ref, ...(!isOfWarning && { code: "answer" }) };
  return [{ does: "event", event, once: true }, { does: "announce" }];
}
