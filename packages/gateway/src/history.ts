import type { OpenedMessage } from "@safepassage/message";
import type { DecodedMessage, EventRecord, History, LifecycleEvent } from "@safepassage/schema";
import { createHistoryIndex, type HistoryIndex, namedDigests } from "@safepassage/validator";
import { classChange } from "./class-changes.ts";
import type { GatewayContext } from "./context.ts";
import { exchangeOf } from "./exchange-of.ts";
import { heldTargets } from "./held-target.ts";
import { noteOf, pseudonymsIn } from "./history-note.ts";
import type { HistoryStore, NotedEvent, StoredMention, StoredNote } from "./history-store.ts";
import { namePeople } from "./person-name.ts";

/** What is known of a message beside the store. */
export interface HistoryOptions {
  /** What it is sent because of. */
  readonly event?: LifecycleEvent;
  /** Messages of the exchange that are about to be stored. */
  readonly also?: readonly StoredNote[];
  /** Digests of the messages that it draws on. Left out: nobody said. */
  readonly sources?: readonly string[];
  /** Name of each person in the agency's own index, by group id, as far as anybody said. */
  readonly people?: ReadonlyMap<string, string>;
}

type Context = Pick<GatewayContext, "store" | "self" | "personNames" | "registry" | "clock">;

/**
 * What this gateway's store knows of a message that rules of the state tier ask for.
 *
 * What it does not keep is left out, so that no rule passes on it: there is no log of checkpoints,
 * and what was done beside the exchange of messages (reviews, notices) is known to the case system.
 *
 * Everything is looked up by indexed keys of the message. What is found becomes the records of an
 * index of the validator, so that both read a history the same way.
 *
 * @see `docs/spec/gateway-store.md#history`
 */
export function historyOf(
  context: Context,
  { message, issues }: Pick<OpenedMessage, "message" | "issues">,
  options: HistoryOptions = {},
): History {
  const event = options.event ?? null;
  if (issues.length === 0) {
    const known = soundHistory(context, message, options);
    const targets = heldTargets(context, message, (target, digest) =>
      historyOfTarget(context, target, digest),
    );
    return { ...known, ...targets, event };
  }
  // Of a message of unsound shape nothing is read but what it answers: R53 refuses it.
  const exchange = exchangeOf(context, message);
  return { exchange, log: {}, jti: [], event, mayLackEvents: true };
}

/** The same of a message that is corrected: what it draws on and whom it is about was said before. */
function historyOfTarget(context: Context, message: DecodedMessage, digest: string): History {
  const sources = context.store.history.find(digest)?.sources;
  const people = namePeople(context, message);
  const known = soundHistory(context, message, {
    people,
    ...(sources === undefined ? {} : { sources }),
  });
  return { ...known, event: null };
}

function soundHistory(
  context: Context,
  message: DecodedMessage,
  { also = [], sources, people = new Map() }: HistoryOptions,
): Omit<History, "event"> {
  const { store, self } = context;
  const isOwn = message.clear["env.sender.agencyId"] === self;
  const index = createHistoryIndex(self);
  // Whose pseudonyms another agency uses is its own to know, and so is what it told before.
  const isKnown = isOwn && !store.history.hasStrangers(context.personNames.prefix);
  const changes = isKnown ? addPeople(store, index, message, people) : [];

  const id = message.clear["env.messageId"];
  if (sources !== undefined) {
    index.add({ record: "source", message: id, sources });
    for (const digest of sources) addNote(context, index, store.history.find(digest));
  }
  addNamed(context, index, message, isOwn);
  for (const note of also) addNote(context, index, note);
  for (const entry of exchangeOf(context, message)) index.add(entry);

  const { releases: _, event: __, people: known, events, ...found } = index.historyFor(message);
  return {
    ...found,
    ...(isKnown ? { people: known ?? {} } : {}),
    // Nothing is sent that is not stored before, with time, recipient, purpose, basis and fields.
    log: isOwn ? { intentPrecedes: true } : {},
    ...(events === undefined ? {} : { events: [...events, ...changes] }),
    mayLackEvents: true,
  };
}

/** Adds what was said of the persons of a message. Returns their changes of class. */
function addPeople(
  store: Context["store"],
  index: HistoryIndex,
  message: DecodedMessage,
  people: ReadonlyMap<string, string>,
): readonly LifecycleEvent[] {
  const changes: LifecycleEvent[] = [];
  for (const [gid, pseudonym] of pseudonymsIn(message)) {
    const person = people.get(gid);
    if (person === undefined) continue;
    const told = store.history.mentionsOf(person, pseudonym, MOST_MENTIONS + 1, true);
    // Of whom so much was told, nobody counts any more what was told first.
    if (told.length > MOST_MENTIONS) continue;
    // What others say must not make this agency forget what it has told itself.
    const heard = store.history.mentionsOf(person, pseudonym, MOST_MENTIONS, false);
    const mentions = [...told, ...heard];
    for (const { record, own, mention } of mentions) {
      const { exchangeId, from, to, caseRef } = record;
      index.add({
        ...{ record: "message", message: idOf(store, { record, own }), digest: record.digest },
        ...{ purpose: record.purpose, exchangeId, from, to },
        ...(caseRef === undefined ? {} : { caseRef }),
        people: [{ person, ...mention }],
      });
    }
    index.add({ record: "person", person, pseudonym });
    const change = classChange(ofPerson(mentions, person), message, gid);
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

const ofPerson = (mentions: readonly StoredMention[], person: string): readonly StoredMention[] =>
  mentions.filter(({ mention }) => (mention.person ?? person) === person);

/** Adds the messages that a message names, who has their data, and what happened to them. */
function addNamed(
  context: Context,
  index: HistoryIndex,
  message: DecodedMessage,
  isOwn: boolean,
): void {
  const { self } = context;
  const { history } = context.store;
  const { "env.createdAt": at, "env.messageId": id } = message.clear;
  const digests = namedDigests(message);
  if (digests.size === 0) return;
  const events = new Map<string, EventRecord>();
  // A message may name the same as many before it: each of those is read once.
  const known = new Map<string, ReadNote | undefined>();
  const read = (noted: string): ReadNote | undefined => {
    if (!known.has(noted)) {
      const note = history.find(noted);
      known.set(noted, note && { note, events: eventsByMessage(note) });
      addTold(context, index, note);
    }
    return known.get(noted);
  };
  for (const digest of digests) {
    const target = history.find(digest);
    addNote(context, index, target);
    const drawing = history.under({ kind: "source", key: digest }, MOST_KEYS + 1, { own: true });
    for (const drawn of drawing) {
      addNote(context, index, drawn);
      index.add({ record: "source", message: drawn.record.message, sources: [digest] });
    }
    // One that is not held, so that it is not known who has the data.
    if (drawing.length > MOST_KEYS) index.add({ record: "source", message: "", sources: [digest] });
    const about = digestsAbout(history, digest, target).flatMap((noted) => read(noted) ?? []);
    // Only who sent a message says what happened to it: another could make it be refused what it must send.
    const theirs = about.filter(({ note }) => note.record.from === target?.record.from);
    for (const { note, events: told } of theirs.toSorted(byTime)) {
      for (const event of told.get(digest) ?? []) {
        const key = `${event.kind} ${digest}`;
        if (!events.has(key))
          events.set(key, eventOf(event, digest, note, isOwn ? target : undefined));
      }
    }
  }
  // Whom this message itself tells is told: it must not be refused for what it puts right.
  const now = noteOf(message, { self, digest: `${id} now`, at });
  if (isOwn && now.record.names !== undefined) {
    index.add({ ...now.record, message: `${id} now`, exchangeId: "" });
  }
  for (const one of events.values()) index.add(one);
}

/**
 * Messages that name a message: those that this agency sent, and, of one received, those of its sender. Both are
 * bounded alone, so that nobody pushes out what this agency has told. What others say of it counts for nothing.
 */
function digestsAbout(
  history: HistoryStore,
  digest: string,
  target: StoredNote | undefined,
): readonly string[] {
  const naming = { kind: "names", key: digest } as const;
  const by = target?.own === false && ({ own: false, other: target.record.from } as const);
  return [
    ...history.digestsUnder(naming, MOST_KEYS, { own: true }),
    ...(by ? history.digestsUnder(naming, MOST_KEYS, by) : []),
  ];
}

/** A note that names messages, and what it tells of each. */
interface ReadNote {
  readonly note: StoredNote;
  readonly events: ReadonlyMap<string, readonly ToldEvent[]>;
}

type ToldEvent = Omit<NotedEvent, "messages">;

function eventsByMessage({ events = [] }: StoredNote): ReadNote["events"] {
  const found = new Map<string, ToldEvent[]>();
  for (const { messages, ...event } of events) {
    for (const digest of messages) {
      const known = found.get(digest);
      if (known === undefined) found.set(digest, [event]);
      else known.push(event);
    }
  }
  return found;
}

const byTime = (
  { note: { record: one } }: ReadNote,
  { note: { record: other } }: ReadNote,
): number => {
  const [a = "", b = ""] = [one.at, other.at];
  return a < b ? -1 : Number(a > b);
};

/** Adds what tells of another message, and, if this agency sent it, what its recipient answered. */
function addTold(context: Context, index: HistoryIndex, note: StoredNote | undefined): void {
  addNote(context, index, note);
  if (note?.own !== true) return;
  const { message: key, to: other } = note.record;
  const by = { own: false, other };
  for (const reply of context.store.history.under({ kind: "reply", key }, MOST_REPLIES, by)) {
    addNote(context, index, reply);
  }
}

/**
 * What a note tells of a message that it names.
 *
 * @param sent - The message, if this agency is about to say more of it.
 */
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

function addNote({ store }: Context, index: HistoryIndex, note: StoredNote | undefined): void {
  if (note === undefined) return;
  const { names, ...rest } = note.record;
  const record = { ...rest, message: idOf(store, note) };
  // What never arrived has told nobody.
  index.add(note.undelivered === true || names === undefined ? record : { ...record, names });
}

/** Messages are found by their id: an own one must not be hidden by one of a partner that has its id. */
function idOf(
  { findOutbox }: Context["store"],
  { record, own }: Pick<StoredNote, "record" | "own">,
): string {
  const isTaken = !own && findOutbox(record.message) !== undefined;
  return isTaken ? `${record.message} of ${record.from}` : record.message;
}

/** Messages that say something of one person: of more that this agency sent nothing is known; of others, the newest. */
const MOST_MENTIONS = 1024;
/** Messages that draw on one, of more it is not known who has the data; messages that tell of one: the newest count. */
const MOST_KEYS = 256;
/** Answers to what tells of another message: the newest count. */
const MOST_REPLIES = 64;
