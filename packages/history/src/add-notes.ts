import type { HistoryIndex } from "./history-index.ts";
import type { HistorySource } from "./history-source.ts";
import type { StoredNote } from "./history-store.ts";

/** Adds notes to an index, those that were found. */
export function addNotes(
  source: HistorySource,
  index: HistoryIndex,
  notes: readonly (StoredNote | undefined)[],
): void {
  for (const note of notes) {
    if (note === undefined) continue;
    const { names, ...rest } = note.record;
    const record = { ...rest, message: idOf(source, note) };
    // A message that never arrived has told nobody.
    index.add(note.undelivered === true || names === undefined ? record : { ...record, names });
  }
}

/** The id in the index: a partner may give a message an id of ours, and must not hide ours by it. */
export function idOf(
  { isOwnId }: HistorySource,
  { record, own }: Pick<StoredNote, "record" | "own">,
): string {
  return own || !isOwnId(record.message) ? record.message : `${record.message} of ${record.from}`;
}
