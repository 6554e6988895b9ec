import type { Answer } from "../../app/gateway.ts";
import type { DraftEntry } from "../../app/shared-queries.ts";

/** How a draft stands by the list of open drafts, compared with what was read of it. */
export type Standing = "same" | "changed" | "closed" | "unknown";

/** Whether a draft is still as it was read. @param list - `undefined` while it is not known. */
export function standingOf(
  read: Pick<DraftEntry, "id" | "revision">,
  list: Pick<Answer<"listDrafts">, "entries" | "next"> | undefined,
): Standing {
  const now = list?.entries.find(({ id }) => id === read.id);
  if (now !== undefined) return now.revision === read.revision ? "same" : "changed";
  // Of a list that was too long nobody knows what the rest of it holds.
  return list === undefined || list.next !== undefined ? "unknown" : "closed";
}
