import type { MessageRecord } from "@safepassage/schema";
import type { HistorySource } from "./history-source.ts";
import type { StoredNote } from "./history-store.ts";

/** A note as a record of the index. */
export function recordOf(source: HistorySource, note: StoredNote): MessageRecord {
  const { names, ...rest } = note.record;
  const record = { ...rest, message: idOf(source, note) };
  // A message that never arrived has told nobody.
  return note.undelivered === true || names === undefined ? record : { ...record, names };
}

/** The id in the index: a partner may give a message an id of ours, and must not hide ours by it. */
export function idOf(
  { isOwnId }: HistorySource,
  { record, own }: Pick<StoredNote, "record" | "own">,
): string {
  return own || !isOwnId(record.message) ? record.message : `${record.message} of ${record.from}`;
}
