import type { FactContext } from "./context.ts";
import { readCorrected } from "./corrections-of.ts";
import { noteOf } from "./history-note.ts";
import type { StoredNote } from "./history-store.ts";

/**
 * What is noted of a message, with what accepted corrections have made of it: a deadline that was put right counts as
 * it is now.
 */
export function correctedNote(
  { facts, self }: Pick<FactContext, "facts" | "self">,
  note: StoredNote,
): StoredNote {
  const { digest, at = "" } = note.record;
  // Mostly nothing was corrected, and the message itself need not be read.
  const sender = note.own ? ({ own: true } as const) : { own: false, other: note.record.from };
  if (facts.history.under({ kind: "names", key: digest }, 1, sender).length === 0) return note;
  const row = note.own ? facts.outbox.findByDigest(digest) : facts.inbox.findByDigest(digest);
  const reading = row && readCorrected({ facts }, row);
  if (reading === undefined || reading.corrections.length === 0) return note;
  const { mentions: _, ...noted } = noteOf(reading.message, { self, digest, at });
  return { ...noted, ...(note.sources === undefined ? {} : { sources: note.sources }) };
}
