import { restsOnConsentAlone } from "@safepassage/history";
import { claimsDanger, type DecodedMessage } from "@safepassage/schema";
import type { Effect } from "../../effects/shared/effect.ts";
import { readableIn } from "../../setting/can-read.ts";
import type { FactContext } from "../../setting/context.ts";
import type { OutboxRow } from "../../store/rows.ts";
import { consentsOf } from "./consent-refs.ts";

/** The messages under some references that rest on another basis too: a withdrawal does not take them back. */
export function keptOn(
  { facts }: FactContext,
  refs: readonly string[],
  isMeant: (row: OutboxRow) => boolean,
): readonly OutboxRow[] {
  const kept = new Map<string, OutboxRow>();
  for (const ref of refs) {
    for (const digest of facts.outbox.heldOn(ref)) {
      const row = facts.outbox.findByDigest(digest);
      // What is damaged counts as resting on consent alone.
      const message = row && readableIn(row)?.message;
      if (row === undefined || message === undefined || row.state === "replaced") continue;
      const isKept = consentsOf(message).includes(ref) && !restsOnConsentAlone(message);
      if (isKept && isMeant(row)) kept.set(digest, row);
    }
  }
  return [...kept.values()];
}

/**
 * Stops what has not gone out yet: it says that a person consents who does not any more. A threat to life goes all the same.
 *
 * @param kept - What {@link keptOn} found.
 */
export const stopUnsent = (kept: readonly OutboxRow[], at: string): readonly Effect[] =>
  kept
    .filter(({ posted, content }) => !posted && !(content && claimsThreat(content.message)))
    .map(({ digest }) => ({ does: "ask", digest, at }));

const claimsThreat = ({ clear, private: hidden }: DecodedMessage): boolean =>
  claimsDanger(clear, hidden["private.urgency"]);
