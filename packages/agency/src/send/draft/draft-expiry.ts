import { toInstant } from "@safepassage/core";
import type { ActKind } from "../../effects/shared/acts.ts";
import { carryOut } from "../../effects/shared/effect.ts";
import type { AgencyContext } from "../../setting/context.ts";

/** The instant at which an open draft is deleted, unless somebody changes it before: what it says is about people. */
export const draftKeptUntil = (changedAt: string): string =>
  toInstant(new Date(Date.parse(changedAt) + KEPT_MS));

/**
 * Deletes drafts that nobody has changed for 90 days, and records it as nobody's act. Maintenance scrubs the store once all is done.
 *
 * @returns Whether there may be more.
 */
export async function deleteExpiredDrafts(context: AgencyContext): Promise<boolean> {
  const now = context.clock.now();
  const at = toInstant(now);
  const count = await carryOut(context, async ({ drafts }) => {
    const ids = await drafts.overdue(toInstant(new Date(now.getTime() - KEPT_MS)), PART);
    for (const id of ids) await drafts.settle(id, at);
    const kind: ActKind = "draftExpired";
    return {
      effects: ids.map((ref) => ({ does: "event", event: { kind, at, ref } }) as const),
      value: ids.length,
    };
  });
  return count === PART;
}

const KEPT_MS = 90 * 86_400_000;
/** Most drafts deleted in one part: it takes some milliseconds. */
const PART = 64;
