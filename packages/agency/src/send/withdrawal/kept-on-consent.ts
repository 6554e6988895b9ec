import { claimsDanger, type DecodedMessage } from "@safepassage/schema";
import type { Effect } from "../../effects/shared/effect.ts";
import { readableIn } from "../../setting/can-read.ts";
import type { FactContext } from "../../setting/context.ts";
import type { OutboxRow } from "../../store/rows.ts";
import { basisOf } from "./consent-refs.ts";

/** The messages under some references that rest on another basis too: a withdrawal does not take them back. */
export function keptOn(
  context: FactContext,
  refs: readonly string[],
  isMeant: (row: OutboxRow) => boolean,
): readonly OutboxRow[] {
  const { outbox } = context.facts;
  const kept = new Map<string, OutboxRow>();
  for (const ref of refs) {
    for (const digest of outbox.heldOn(ref)) {
      const row = outbox.findByDigest(digest);
      if (row === undefined || row.state === "replaced") continue;
      if (basisOf(context, row, ref) === "another" && isMeant(row)) kept.set(digest, row);
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
    .filter((row) => {
      // A damaged message cannot be sent, so it is stopped whatever it claims.
      const message = readableIn(row)?.message;
      return !row.posted && !(message && claimsThreat(message));
    })
    .map(({ digest }) => ({ does: "ask", digest, at }));

const claimsThreat = ({ clear, private: hidden }: DecodedMessage): boolean =>
  claimsDanger(clear, hidden["private.urgency"]);
