import type { DecodedMessage, History, LifecycleEvent } from "@safepassage/schema";
import { addNamed, addNotes } from "./add-named.ts";
import { addPeople } from "./add-people.ts";
import { exchangeOf } from "./exchange-of.ts";
import { createHistoryIndex } from "./history-index.ts";
import type { HistorySource } from "./history-source.ts";
import { namePeople } from "./name-people.ts";
import { type JudgedMessage, type Questions, questions } from "./questions.ts";
import { onlyErases } from "./said-of-others.ts";

/** What a caller knows of a message that the store does not. */
export interface HistoryOptions {
  /** What it is sent because of. */
  readonly event?: LifecycleEvent;
  /** Digests of the messages that it draws on. Left out: nobody said. */
  readonly sources?: readonly string[];
  /** Name of each person in the agency's own index, by group id, as far as anybody said. */
  readonly people?: ReadonlyMap<string, string>;
}

/**
 * Finds what an agency's own store knows of a message that rules of the state tier ask for.
 *
 * What a store of messages does not keep is left out, so that no rule passes on it: there is no log of checkpoints, and
 * reviews and notices outside the exchange are known to the case system only.
 *
 * All is looked up by the keys of {@link questions}. What is found becomes the records of an index, so that a store and
 * a file of records are read the same way.
 *
 * Data may be wanted erased that is not here, or not any more. A wish to have data destroyed must not fail by that: such a
 * correction is judged without its exchange.
 *
 * @see docs/spec/history.md#questions
 * @see docs/spec/gateway-erasure.md#before-arrival
 */
export function historyOf(
  source: HistorySource,
  judged: JudgedMessage,
  options: HistoryOptions = {},
): History {
  const { message, issues } = judged;
  const asked = questions(judged);
  const event = options.event ?? null;
  const known: History =
    issues.length === 0
      ? { ...recall(source, message, asked, options), ...targetsOf(source, message, asked), event }
      : // Of a message of unsound shape the body is not read.
        { exchange: exchangeOf(source, { ...message, body: {} }, asked), ...NOTHING, event };
  const { exchange = [], ...others } = known;
  const answered = exchange.find(({ message: id }) => id === asked.answers);
  // The message may be on its way, refused, or erased together with its exchange; this agency's own only erased.
  const isErased = answered?.exchangeId === "";
  const isOwn = message.clear["env.sender.agencyId"] === source.self;
  const lacksIt = isErased || (!isOwn && answered === undefined);
  return lacksIt && onlyErases(message) ? others : known;
}

/** The message whose values a correction changes: empty if it is not held. Left out where nothing is changed. */
function targetsOf(
  source: HistorySource,
  message: DecodedMessage,
  { corrects }: Questions,
): Pick<History, "corrected"> {
  if (corrects === undefined) return {};
  const [digest = "", ...others] = corrects;
  const held = others.length > 0 ? undefined : source.findHeld(message, digest);
  if (held === undefined) return { corrected: [] };
  // Its sources and its people were said when it was sent.
  const sources = source.notes.find(digest)?.sources;
  const known = recall(source, held.message, questions({ message: held.message, issues: [] }), {
    people: namePeople(source, held.message),
    ...(sources === undefined ? {} : { sources }),
  });
  const events = [
    ...source.retentionOf(digest).map(({ record: _, messages: __, ...event }) => event),
  ];
  const history = { ...known, events: [...(known.events ?? []), ...events], event: null };
  return { corrected: [{ ...held, history }] };
}

function recall(
  source: HistorySource,
  message: DecodedMessage,
  asked: Questions,
  { sources, people = new Map() }: HistoryOptions,
): Omit<History, "event"> {
  const { self, notes, personNames } = source;
  const isOwn = message.clear["env.sender.agencyId"] === self;
  const index = createHistoryIndex(self);
  // Only the sender knows whose pseudonyms it uses, and what it told of them before.
  const knowsPeople = isOwn && !notes.hasStrangers(personNames.prefix);
  const changes = knowsPeople ? addPeople(source, index, message, asked, people) : [];

  if (sources !== undefined) {
    index.add({ record: "source", message: message.clear["env.messageId"], sources });
    const drawnOn = sources.map((digest) => notes.find(digest));
    addNotes(source, index, drawnOn);
  }
  addNamed(source, index, message, asked);
  for (const entry of exchangeOf(source, message, asked)) index.add(entry);

  const { releases: _, event: __, people: known, events, ...found } = index.historyFor(message);
  return {
    ...found,
    ...(knowsPeople ? { people: known ?? {} } : {}),
    // Nothing is sent that is not stored before, with time, recipient, purpose, basis and fields.
    log: isOwn ? { intentPrecedes: true } : {},
    ...(events === undefined ? {} : { events: [...events, ...changes] }),
    mayLackEvents: true,
  };
}

const NOTHING = { log: {}, jti: [], mayLackEvents: true } as const;
