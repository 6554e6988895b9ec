import { canonicalJson } from "@safepassage/core";
import type { DecodedMessage, MessageRecord } from "@safepassage/schema";
import { exchangeTypeOf, hasSide } from "./exchange-ends.ts";
import type { HistorySource } from "./history-source.ts";
import type { StoredNote } from "./history-store.ts";
import { noteOf } from "./note.ts";
import type { Questions } from "./questions.ts";

/** The message that a message answers, and those of its exchange that open or count something. */
export function exchangeOf(
  source: HistorySource,
  message: DecodedMessage,
  { exchangeId, answers }: Pick<Questions, "exchangeId" | "answers">,
): readonly MessageRecord[] {
  const { notes, self } = source;
  const { clear } = message;
  const parties = [clear["env.sender.agencyId"], clear["env.recipient.agencyId"]];
  const other = parties.find((entity) => entity !== self) ?? self;
  const asked = answers === undefined ? undefined : notes.findById(answers, other);
  const isOwn = parties[0] === self;
  const counted =
    exchangeId === undefined
      ? []
      : [
          ...notes.under({ kind: "search", key: exchangeId }, 1, { other }),
          ...notes.under({ kind: "breach", key: exchangeId }, MOST_ANSWERS, { other }),
        ];
  const records = [
    ...counted.map((note) => correctedNote(source, note).record),
    ...closingsIn(source, exchangeId, { other, isOwn }),
  ];
  if (asked === undefined) return records;
  const isAskers = asked.own === isOwn;
  const opening = hasSide(clear["env.messageType"]) ? openingOf(source, asked, other) : undefined;
  const answered = askedEntry(source, asked, { other, isAskers });
  return [
    ...records,
    ...(opening === undefined || opening === asked ? [] : [correctedNote(source, opening).record]),
    isAskers ? answered : { ...answered, ...repetitions(source, asked, message) },
  ];
}

/**
 * What closed an exchange, each with the time from which its sender could know: a closing by this agency binds the other
 * once it has accepted it, and this agency at once.
 */
function closingsIn(
  source: HistorySource,
  exchangeId: string | undefined,
  { other, isOwn }: { readonly other: string; readonly isOwn: boolean },
): readonly MessageRecord[] {
  if (exchangeId === undefined) return [];
  const key = { kind: "closing", key: exchangeId } as const;
  return source.notes.under(key, MOST_CLOSINGS, { other }).flatMap((note) => {
    const closedAt = note.own && !isOwn ? source.acceptedAt(note) : note.record.at;
    // The note of an erased closing has lost its exchange, which the key still tells.
    return closedAt === undefined ? [] : [{ ...note.record, exchangeId, closedAt }];
  });
}

/** The message that opened the exchange of an answered one: the first of the chain of answers that opens one. */
function openingOf(
  { notes }: HistorySource,
  asked: StoredNote,
  other: string,
): StoredNote | undefined {
  let found: StoredNote | undefined;
  let note: StoredNote | undefined = asked;
  for (let step = 0; note !== undefined && step < MOST_STEPS; step++) {
    const { messageType, inReplyTo }: MessageRecord = note.record;
    if (messageType !== undefined && exchangeTypeOf(messageType) === undefined) found = note;
    note = inReplyTo === undefined ? undefined : notes.findById(inReplyTo, other);
  }
  return found;
}

/** Until when the answered message is held, and which values of the answer stand in it too. */
function repetitions(
  source: HistorySource,
  asked: StoredNote,
  { body }: DecodedMessage,
): Pick<MessageRecord, "eraseBy" | "repeated"> {
  const held = source.findAnswered(asked);
  if (held === undefined) return {};
  const repeated = Object.entries(body).flatMap(([gid, { leaves }]) => {
    const known = held.message.body[gid]?.leaves ?? [];
    const isTold = ({ f, v }: (typeof leaves)[number]): boolean =>
      known.some((leaf) => leaf.f === f && canonicalJson(leaf.v) === canonicalJson(v));
    return leaves.filter(isTold).map(({ f }) => `${gid}/${f}`);
  });
  return { eraseBy: held.eraseBy, repeated: [...new Set(repeated)] };
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

/** One ends an exchange; each side may have sent one. */
const MOST_CLOSINGS = 16;
/** Longer chains of answers are not followed. */
const MOST_STEPS = 256;
/** Far more than one side says of one request. */
const MOST_ANSWERS = 1024;
