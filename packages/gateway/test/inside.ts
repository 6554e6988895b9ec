import type { AgencyStore, EventRow, InboxRow } from "@safepassage/agency";
import { inside } from "@safepassage/agency/contract";

export { inside };

/** Every event of a kind, oldest first. */
export async function eventsOf(store: AgencyStore, kind: string): Promise<readonly EventRow[]> {
  const placed = await inside(store).events.after(kind, 0, 100_000);
  return placed.map(({ position: _, ...event }) => event);
}

/** Counts the replies that are not signed yet. */
export async function countReplies(store: AgencyStore): Promise<number> {
  return (await inside(store).replies.due(Number.MAX_SAFE_INTEGER, 100_000)).length;
}

/** The messages in quarantine, mended or not, newest first. */
export async function heldIn(store: AgencyStore): Promise<readonly InboxRow[]> {
  const { inbox } = inside(store);
  const { rows } = await inbox.list({ state: "quarantined" }, 200);
  const found = await Promise.all(rows.map(({ digest }) => inbox.findByDigest(digest)));
  return found.filter((row) => row !== undefined);
}
