import type {
  DecodedMessage,
  EventRecord,
  History,
  HistoryRecord,
  LifecycleEvent,
  LogFacts,
  MessageRecord,
  ReleaseRecord,
  SourceEntry,
} from "@safepassage/schema";
import { closesExchange, exchangeTypeOf, hasSide } from "./exchange-ends.ts";
import { given } from "./given.ts";
import { createLogIndex } from "./log-index.ts";
import { createPersonIndex } from "./person-index.ts";
import { questions } from "./questions.ts";
import { textsIn } from "./texts-in.ts";

/** All that a store knows, ready to be asked about one message. */
export interface HistoryIndex {
  /** Takes the next record. Records come in the order in which things happened. */
  add(record: HistoryRecord): void;
  /** What concerns one message, and nothing else. */
  historyFor(message: DecodedMessage): History;
}

/**
 * Makes an empty index of a store.
 *
 * An answer is found by maps: its cost depends on how much concerns the message, not on how much
 * the store holds. What would need a scan is bounded and, beyond its bound, not known.
 *
 * @param self - Entity id of the agency whose store it is.
 * @see docs/spec/history.md
 *
 * @example
 * ```ts
 * const index = createHistoryIndex("https://ngo-b.test");
 * index.add({ record: "person", person: "local-17", pseudonym: "8i2U9AAKdTBQ-Y4FGNoUHg" });
 * ```
 */
export function createHistoryIndex(self: string): HistoryIndex {
  const log = createLogIndex();
  const people = createPersonIndex(self);
  const byId = new Map<string, MessageRecord>();
  const byIdBetween = new Map<string, MessageRecord>();
  const byDigest = new Map<string, MessageRecord>();
  const searches = new Map<string, MessageRecord>();
  const breaches = new Map<string, MessageRecord>();
  const openings = new Map<string, MessageRecord>();
  const closings = new Map<string, MessageRecord[]>();
  const corrections = new Map<string, MessageRecord[]>();
  const replies = new Map<string, MessageRecord[]>();
  const sources = new Map<string, readonly string[]>();
  const drawnOn = new Map<string, string[]>();
  const releases = new Map<string, ReleaseRecord[]>();
  const events = new Map<string, EventRecord[]>();

  function addMessage(record: MessageRecord): void {
    setOwnFirst(byId, record.message, record);
    setOwnFirst(byIdBetween, idBetween(record.message, record), record);
    byDigest.set(record.digest, record);
    people.add(record);
    const { inReplyTo, names = [] } = record;
    const between = betweenKey(record);
    if (record.searchKind !== undefined) searches.set(between, record);
    if ((record.phase ?? 0) > (breaches.get(between)?.phase ?? 0)) breaches.set(between, record);
    const { messageType, closedAt = record.at } = record;
    if (messageType !== undefined && exchangeTypeOf(messageType) === undefined) {
      const known = openings.get(between)?.at;
      // Records of one message's sources may come before those of its exchange.
      if (!openings.has(between) || (record.at ?? "") < (known ?? "")) {
        openings.set(between, record);
      }
    }
    if (messageType !== undefined && closesExchange(messageType) && closedAt !== undefined) {
      push(closings, between, { ...record, closedAt });
    }
    if (inReplyTo !== undefined && record.action !== undefined) push(replies, inReplyTo, record);
    for (const digest of names) push(corrections, digest, record);
  }

  /** A partner may give a message an id of ours, and must not hide ours by it. */
  function setOwnFirst(map: Map<string, MessageRecord>, key: string, record: MessageRecord): void {
    if (record.from === self || map.get(key)?.from !== self) map.set(key, record);
  }

  /** An event with what the records say of who holds the data, who was told, who answered. */
  function complete(event: EventRecord): LifecycleEvent {
    const { record: _, messages, ...told } = event;
    if (!CORRECTED.has(event.kind)) return told;
    const targets = messages.map((name) => byId.get(name)?.digest ?? name);
    const holders = targets.flatMap((digest) => [
      byDigest.get(digest),
      ...(drawnOn.get(digest) ?? []).map((id) => byId.get(id)),
    ]);
    // A message that is not held leaves open who has it.
    const recipients = holders.includes(undefined)
      ? {}
      : { recipients: holders.flatMap((held) => (held?.from === self ? [held.to] : [])) };
    const sent = targets
      .flatMap((digest) => corrections.get(digest) ?? [])
      .filter(({ from, at }) => from === self && (at === undefined || at >= event.at));
    const answers = sent.flatMap(({ message, to }) =>
      (replies.get(message) ?? [])
        .filter(({ from }) => from === to)
        .map(({ from, action = "" }) => ({ recipient: from, action })),
    );
    return { ...recipients, correctedRecipients: sent.map(({ to }) => to), answers, ...told };
  }

  function sourcesOf(id: string, sender: string): readonly SourceEntry[] | undefined {
    // What another agency draws on is its own to know: the recipient checks what it is shown.
    if (sender !== self) return NONE;
    const digests = sources.get(id);
    if (digests === undefined) return undefined;
    const held = digests.flatMap((digest) => byDigest.get(digest) ?? []);
    if (held.length < digests.length) return undefined;
    return held.map(({ conditions = [], europol = [] }) => ({ conditions, europol }));
  }

  function eventsOf(names: readonly string[]): readonly LifecycleEvent[] | undefined {
    if (events.size === 0) return NONE;
    const found = new Set(names.flatMap((name) => events.get(name) ?? []));
    return found.size > MAX_EVENTS ? undefined : [...found].map(complete);
  }

  function logOf(message: DecodedMessage, isSent: boolean, asked?: MessageRecord): LogFacts {
    const { clear, private: hidden } = message;
    if (clear["env.sender.agencyId"] !== self) return {};
    const audit = asked?.audit && { exchangeId: hidden["private.exchangeId"], ...asked.audit };
    return log.factsOf({
      messageId: clear["env.messageId"],
      recipient: clear["env.recipient.agencyId"],
      createdAt: clear["env.createdAt"],
      isSent,
      ...given({ audit }),
    });
  }

  return {
    add(record) {
      switch (record.record) {
        case "message":
          return addMessage(record);
        case "person":
          return people.add(record);
        case "log":
        case "checkpoint":
          return log.add(record);
        case "release":
          return push(releases, releaseKey(record.dimensions, record.period), record);
        case "event":
          for (const name of record.messages) push(events, name, record);
          if (record.kind === "supervisorInformed" && record.content !== undefined) {
            push(events, categoryKey(record.content), record);
          }
          return;
        case "source":
          sources.set(record.message, record.sources);
          for (const digest of record.sources) push(drawnOn, digest, record.message);
          return;
      }
    },
    historyFor(message) {
      const { clear } = message;
      const id = clear["env.messageId"];
      const keys = questions({ message, issues: NONE });
      const { exchangeId = "", answers = "", pseudonyms } = keys;
      const parties = { from: clear["env.sender.agencyId"], to: clear["env.recipient.agencyId"] };
      const own = byIdBetween.get(idBetween(id, parties));
      const asked = byIdBetween.get(idBetween(answers, parties));
      const digests = [...keys.names];
      const between = betweenKey({ exchangeId, ...parties });
      const others = [
        ...[own, asked, searches.get(between), breaches.get(between)],
        ...(hasSide(clear["env.messageType"]) ? [openings.get(between)] : []),
        ...(closings.get(between) ?? NONE),
      ].filter((one) => one?.digest !== own?.digest || one === own);
      const drawn = sourcesOf(id, clear["env.sender.agencyId"]);
      const category = categoryKey(clear["env.transfer.basis"]);
      const names = [id, ...(own === undefined ? [] : [own.digest]), ...digests, category];
      const concerning = eventsOf(names);
      const statistics = releases.size === 0 ? NONE : releasesOf(message, releases);
      return {
        ...given({ sources: drawn, releases: statistics, events: concerning }),
        exchange: [...new Set(others)].filter((one) => one !== undefined),
        named: digests.flatMap((digest) => byDigest.get(digest) ?? []),
        people: people.peopleOf(pseudonyms, clear["env.recipient.agencyId"]),
        log: { ...logOf(message, own !== undefined, asked), ...noticesOf(concerning) },
        jti: own === undefined ? NONE : [id],
        event: null,
      };
    },
  };
}

/** Whom the agency told of what, besides the agencies that it exchanges messages with. */
function noticesOf(events: readonly LifecycleEvent[] | undefined): LogFacts {
  if (events === undefined) return {};
  return {
    supervisorInformed: events.some(({ kind }) => kind === "supervisorInformed"),
    oversightInformed: events.some(({ kind }) => kind === "oversightInformed"),
  };
}

function releasesOf(
  { body }: DecodedMessage,
  releases: ReadonlyMap<string, readonly ReleaseRecord[]>,
): readonly ReleaseRecord[] | undefined {
  const stats = Object.values(body).filter(({ kind }) => kind === "stat");
  // A message may hold several tables, and what one group states may hold for the others.
  const periods = new Set(textsIn(stats, "stat.period"));
  const dimensions = stats.map((stat) => textsIn([stat], "stat.dimensions"));
  const keys = new Set(
    dimensions.flatMap((names) => [...periods].map((period) => releaseKey(names, period))),
  );
  const found = [...keys].flatMap((key) => releases.get(key) ?? NONE);
  return found.length > MAX_RELEASES ? undefined : found;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

/** An id of two agencies: another may have given an exchange or a message of its own the same. */
const idBetween = (id: string, { from, to }: Pick<MessageRecord, "from" | "to">): string =>
  `${id} ${[from, to].toSorted().join(" ")}`;

const betweenKey = (record: Pick<MessageRecord, "exchangeId" | "from" | "to">): string =>
  idBetween(record.exchangeId, record);

const categoryKey = (basis: string): string => `transfers on ${basis}`;
const releaseKey = (dimensions: readonly string[], period: string): string =>
  `${[...new Set(dimensions)].toSorted().join(" ")} ${period}`;

const NONE: readonly never[] = [];
/** Events that are told to everybody who was sent the data. */
const CORRECTED: ReadonlySet<string> = new Set([
  "errorFound",
  "unlawfulTransmission",
  "consentWithdrawn",
  "refusalGroundRaised",
]);
const MAX_EVENTS = 64;
const MAX_RELEASES = 64;
