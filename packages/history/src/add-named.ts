import type { DecodedMessage, EventRecord } from "@safepassage/schema";
import type { HistoryIndex } from "./history-index.ts";
import type { HistorySource } from "./history-source.ts";
import type { NotedEvent, StoredNote } from "./history-store.ts";
import { noteOf } from "./note.ts";
import type { Questions } from "./questions.ts";

/** Adds to an index the messages that a message names, who has their data, and what happened to them. */
export function addNamed(
  source: HistorySource,
  index: HistoryIndex,
  message: DecodedMessage,
  { names }: Pick<Questions, "names">,
): void {
  if (names.size === 0) return;
  const { self, notes } = source;
  const { "env.createdAt": at, "env.messageId": id, "env.sender.agencyId": sender } = message.clear;
  const isOwn = sender === self;
  const events = new Map<string, EventRecord>();
  // Many earlier messages may name the same ones: each is read once.
  const known = new Map<string, ReadNote | undefined>();
  const read = (noted: string): ReadNote | undefined => {
    if (!known.has(noted)) {
      const note = notes.find(noted);
      known.set(noted, note && { note, events: eventsByMessage(note) });
      addNotes(source, index, [note, ...repliesTo(source, note)]);
    }
    return known.get(noted);
  };
  for (const digest of names) {
    const target = notes.find(digest);
    const drawing = notes.under({ kind: "source", key: digest }, MOST_KEYS + 1, { own: true });
    addNotes(source, index, [target, ...drawing]);
    for (const { record } of drawing) {
      index.add({ record: "source", message: record.message, sources: [digest] });
    }
    // A message that is not held stands for the rest: nobody knows who has the data.
    if (drawing.length > MOST_KEYS) index.add({ record: "source", message: "", sources: [digest] });
    const about = digestsAbout(source, digest, target).flatMap((noted) => read(noted) ?? []);
    // Only its sender says what happened to a message. Anybody else could have it refused what it must send.
    const theirs = about.filter(({ note }) => note.record.from === target?.record.from);
    for (const { note, events: told } of theirs.toSorted(byTime)) {
      for (const event of told.get(digest) ?? []) {
        const key = `${event.kind} ${digest}`;
        const known = events.get(key) ?? eventOf(event, digest, note, isOwn ? target : undefined);
        events.set(key, withContent(known, event.content));
      }
    }
  }
  // This message counts as the notice; otherwise a correction would refuse itself.
  const now = noteOf(message, { self, digest: `${id} now`, at });
  if (isOwn && now.record.names !== undefined) {
    index.add({ ...now.record, message: `${id} now`, exchangeId: "" });
  }
  for (const one of events.values()) index.add(one);
}

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

/**
 * Messages that name a message: those that this agency sent, and those of its sender. Each has its own bound, so that
 * nobody pushes out what this agency has told. What third agencies say of it counts for nothing.
 */
function digestsAbout(
  { notes }: HistorySource,
  digest: string,
  target: StoredNote | undefined,
): readonly string[] {
  const naming = { kind: "names", key: digest } as const;
  const by = target?.own === false && ({ own: false, other: target.record.from } as const);
  return [
    ...notes.digestsUnder(naming, MOST_KEYS, { own: true }),
    ...(by ? notes.digestsUnder(naming, MOST_KEYS, by) : []),
  ];
}

interface ReadNote {
  readonly note: StoredNote;
  readonly events: ReadonlyMap<string, readonly ToldEvent[]>;
}

type ToldEvent = Omit<NotedEvent, "messages">;

function eventsByMessage({ events = [] }: StoredNote): ReadNote["events"] {
  const told = events.flatMap(({ messages, ...event }) =>
    messages.map((digest) => ({ digest, event })),
  );
  const byMessage = [...Map.groupBy(told, ({ digest }) => digest)];
  return new Map(byMessage.map(([digest, said]) => [digest, said.map(({ event }) => event)]));
}

const byTime = (
  { note: { record: one } }: ReadNote,
  { note: { record: other } }: ReadNote,
): number => {
  const [a = "", b = ""] = [one.at, other.at];
  return a < b ? -1 : Number(a > b);
};

/** What its recipient answered to a message that this agency sent. */
function repliesTo({ notes }: HistorySource, note: StoredNote | undefined): readonly StoredNote[] {
  if (note?.own !== true) return [];
  const { message: key, to: other } = note.record;
  return notes.under({ kind: "reply", key }, MOST_REPLIES, { own: false, other });
}

/** What a note tells of a message: `sent`, if this agency is about to say more of it. */
function eventOf(
  event: ToldEvent,
  digest: string,
  { record }: StoredNote,
  sent: StoredNote | undefined,
): EventRecord {
  const isOnlyBasis =
    event.kind === "consentWithdrawn" && sent?.own === true && sent.onConsentAlone;
  return {
    record: "event",
    ...event,
    at: record.at ?? "",
    messages: [digest],
    ...(isOnlyBasis ? { onlyBasisRecipients: [sent.record.to] } : {}),
  };
}

/** It happened when it was told first. What became of the content may be told later: where both are said, erasure counts. */
function withContent(event: EventRecord, content: string | undefined): EventRecord {
  if (content === undefined || event.content === "erased") return event;
  return { ...event, content };
}

/** Messages that draw on one: of more it is not known who has the data. Messages that tell of one: the newest count. */
const MOST_KEYS = 256;
/** Answers to what tells of another message: the newest count. */
const MOST_REPLIES = 64;
