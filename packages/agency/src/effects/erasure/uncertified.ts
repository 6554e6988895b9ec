import { toInstant } from "@safepassage/core";
import { isHeld } from "../../setting/can-read.ts";
import type { AgencyContext } from "../../setting/context.ts";
import { workOutIn } from "../../store/facts.ts";
import type { Tx } from "../../store/ports.ts";
import { carryOut, type Effect, type Outcome } from "../shared/effect.ts";
import { sentErasures } from "./erasure.ts";

/**
 * Ends the wait for certificates that do not come: records an alarm for each, and erases this agency's own copy of what was
 * withdrawn or cancelled, which no consent holds any more. Returns whether there may be more.
 */
export function endWaits(context: AgencyContext): Promise<boolean> {
  const at = toInstant(context.clock.now());
  const part = async (tx: Tx): Promise<Outcome<boolean>> => {
    const digests = await tx.recalls.overdue(...boundsOf(context), PART);
    const effects = await workOutIn(context, tx, (known) => {
      const rows = digests.flatMap((digest) => known.facts.outbox.findByDigest(digest) ?? []);
      // An officer who has only the recipient erase a message keeps it here on another ground.
      const held = rows.filter(
        (row) => isHeld(row) && known.facts.events.has("erasureRequested", row.digest),
      );
      return [
        ...sentErasures(known, held),
        ...rows.flatMap(({ digest: ref }): readonly Effect[] => [
          { does: "event", event: { kind: "certificateOverdue", at, ref }, once: true },
        ]),
        ...(rows.length > 0 ? [{ does: "announce" } as const] : []),
      ];
    });
    return { effects, value: digests.length === PART };
  };
  return context.observe({ name: "erase" }, () => carryOut(context, part));
}

/** Counts the erasures that recipients owe a certificate for: all of them, and those that are overdue. */
export const countUncertified = (
  context: Pick<AgencyContext, "clock">,
  { recalls }: Pick<Tx, "recalls">,
): ReturnType<Tx["recalls"]["count"]> => recalls.count(...boundsOf(context));

/** Before when a certificate that is overdue was asked for, and today. */
function boundsOf({ clock }: Pick<AgencyContext, "clock">): [before: string, day: string] {
  const now = clock.now();
  const before = toInstant(new Date(now.getTime() - WAIT_MS));
  return [before, toInstant(now).slice(0, DAY)];
}

const PART = 64;
/** Characters of a day in an instant. */
const DAY = "2026-11-24".length;
/** How long a sender waits for a certificate, and keeps its own copy meanwhile. */
const WAIT_MS = 7 * 86_400_000;
