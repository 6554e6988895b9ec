import type { DecodedMessage, MessageRecord } from "@safepassage/schema";
import type { HistorySource } from "./history-source.ts";
import type { StoredNote } from "./history-store.ts";
import { noteOf } from "./note.ts";
import type { Questions } from "./questions.ts";

/** The message that a message answers, and those of its exchange that open or count something. */
export function exchangeOf(
  source: HistorySource,
  { clear }: Pick<DecodedMessage, "clear">,
  { exchangeId, answers }: Pick<Questions, "exchangeId" | "answers">,
): readonly MessageRecord[] {
  const { notes, self } = source;
  const parties = [clear["env.sender.agencyId"], clear["env.recipient.agencyId"]];
  const other = parties.find((entity) => entity !== self) ?? self;
  const asked = answers === undefined ? undefined : notes.findById(answers, other);
  const counted =
    exchangeId === undefined
      ? []
      : [
          ...notes.under({ kind: "search", key: exchangeId }, 1, { other }),
          ...notes.under({ kind: "breach", key: exchangeId }, MOST_ANSWERS, { other }),
        ];
  const records = counted.map((note) => correctedNote(source, note).record);
  if (asked === undefined) return records;
  const isAskers = asked.own === (parties[0] === self);
  return [...records, askedEntry(source, asked, { other, isAskers })];
}

/**
 * The message that is answered, and when its answer is due. Where the agency that asked sends the message judged, only
 * its own deferrals count: the other side cannot use up what the law gives it.
 */
function askedEntry(
  source: HistorySource,
  asked: StoredNote,
  { other, isAskers }: { readonly other: string; readonly isAskers: boolean },
): MessageRecord {
  const { record, own } = correctedNote(source, asked);
  const { deadline, ...rest } = record;
  const deadlines = source.findDeadlines(asked);
  if (deadlines === undefined) return rest;
  // Where nothing falls due, replies change nothing: a correction may have hundreds of certificates.
  if (deadline === undefined && record.order === undefined) return { ...rest, ...deadlines.byLaw };
  // Each side by itself: nobody pushes out what the other has said.
  const repliesOf = (isOwn: boolean): readonly StoredNote[] =>
    source.notes
      .under({ kind: "reply", key: record.message }, MOST_ANSWERS + 1, { own: isOwn, other })
      .map((note) => correctedNote(source, note));
  const [added, answered] = [repliesOf(own), repliesOf(!own)];
  const isAnswered = answered.some(({ answers }) => answers === true);
  const counted = isAskers ? [added] : [added, answered];
  const ends = counted.flat().flatMap(({ extendsTo }) => extendsTo ?? []);
  // Too many replies to read them all: one that was not read may have put the answer off.
  const isFull = counted.some(({ length }) => length > MOST_ANSWERS);
  const extensions = isFull ? Math.max(ends.length, 1) : ends.length;
  const last = ends.toSorted().at(-1);
  const said = deadline === undefined || isAnswered ? {} : { deadline };
  return {
    ...rest,
    ...(deadlines.byLaw ?? said),
    ...(record.order === undefined ? {} : { extensions }),
    ...(record.order === undefined || isAnswered || last === undefined ? {} : { extendedTo: last }),
  };
}

/** A note of a message as accepted corrections have left it: a corrected deadline counts as it is now. */
function correctedNote(source: HistorySource, note: StoredNote): StoredNote {
  const { self, notes } = source;
  const { digest, at = "", from } = note.record;
  // Few messages are corrected: the others need not be read.
  const sender = note.own ? ({ own: true } as const) : { own: false, other: from };
  if (notes.under({ kind: "names", key: digest }, 1, sender).length === 0) return note;
  const message = source.readCorrected(note);
  if (message === undefined) return note;
  const { mentions: _, ...noted } = noteOf(message, { self, digest, at });
  return { ...noted, ...(note.sources === undefined ? {} : { sources: note.sources }) };
}

/** Far more than one side says of one request. */
const MOST_ANSWERS = 1024;
