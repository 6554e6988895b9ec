import { canonicalJson } from "@safepassage/core";
import type { DecodedMessage, Leaf, MessageRecord } from "@safepassage/schema";
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
    ...correctedNotes(source, counted).read.map(({ record }) => record),
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
  const { inReplyTo } = asked.record;
  const before = inReplyTo === undefined ? [] : notes.chainFrom(inReplyTo, other, MOST_STEPS - 1);
  return [asked, ...before].findLast(
    ({ record: { messageType } }) =>
      messageType !== undefined && exchangeTypeOf(messageType) === undefined,
  );
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
    // Each value is written once: a table has hundreds, and a hostile partner chooses what both messages cost here.
    const known = new Set(held.message.body[gid]?.leaves.map(textOf));
    return leaves.filter((leaf) => known.has(textOf(leaf))).map(({ f }) => `${gid}/${f}`);
  });
  return { eraseBy: held.eraseBy, repeated: [...new Set(repeated)] };
}

const textOf = ({ f, v }: Pick<Leaf, "f" | "v">): string => `${f} ${canonicalJson(v)}`;

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
  // Where nothing falls due, or the law says when, replies change nothing: a correction may have hundreds of certificates.
  const isByLaw = deadline === undefined || deadlines.byLaw !== undefined;
  if (isByLaw && record.order === undefined) return { ...rest, ...deadlines.byLaw };
  // Each side by itself: nobody pushes out what the other has said.
  const repliesOf = (isOwn: boolean): Corrected => {
    const key = { kind: "reply", key: record.message } as const;
    const replies = source.notes.under(key, MOST_ANSWERS + 1, { own: isOwn, other });
    const { read, isWhole } = correctedNotes(source, replies);
    return { read, isWhole: isWhole && replies.length <= MOST_ANSWERS };
  };
  const answered = repliesOf(!own);
  const isAnswered = answered.read.some(({ answers }) => answers === true);
  const added = record.order === undefined ? [] : [repliesOf(own)];
  const counted = isAskers ? added : [...added, answered];
  const ends = counted.flatMap(({ read }) => read.flatMap(({ extendsTo }) => extendsTo ?? []));
  // Too many replies to read them all: one that was not read may have put the answer off.
  const isFull = counted.some(({ isWhole }) => !isWhole);
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

/** Notes as corrections have left them. */
interface Corrected {
  readonly read: readonly StoredNote[];
  /** Whether the corrections of all were read: a note that has too many counts as it was sent. */
  readonly isWhole: boolean;
}

/**
 * Notes of many messages as accepted corrections have left them. The corrections of all together are bounded, for each side by itself: else a
 * partner that corrects each of a thousand replies a thousand times makes every further message as dear as a million.
 */
function correctedNotes(source: HistorySource, notes: readonly StoredNote[]): Corrected {
  const named = notes.filter((note) => isNamed(source, note));
  const shareOf = (isOwn: boolean): number =>
    Math.max(1, Math.floor(MOST_READ / named.filter(({ own }) => own === isOwn).length));
  const shares = new Map([true, false].map((own) => [own, shareOf(own)]));
  const found = new Map(
    named.map((note) => {
      const share = shares.get(note.own) ?? 1;
      const { length } = namingOf(source, note, share + 1);
      // Before the store has answered there are none: then they are not read yet.
      const isRead = length > 0 && length <= share;
      return [note, isRead ? correctedNote(source, note) : undefined];
    }),
  );
  return {
    read: notes.map((note) => found.get(note) ?? note),
    isWhole: named.every((note) => found.get(note) !== undefined),
  };
}

/** Few messages are corrected: the others need not be read. */
const isNamed = (source: HistorySource, note: StoredNote): boolean =>
  namingOf(source, note, 1).length > 0;

/** Digests of the messages of its sender that name a message. */
function namingOf({ notes }: HistorySource, note: StoredNote, limit: number): readonly string[] {
  const { digest: key, from } = note.record;
  const sender = note.own ? ({ own: true } as const) : { own: false, other: from };
  return notes.digestsUnder({ kind: "names", key }, limit, sender);
}

/** A note of a message as accepted corrections have left it: a corrected deadline counts as it is now. */
function correctedNote(source: HistorySource, note: StoredNote): StoredNote {
  const { self } = source;
  const { digest, at = "" } = note.record;
  if (!isNamed(source, note)) return note;
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
/** Far more than all corrections of what one side says of one request. */
const MOST_READ = 1024;
