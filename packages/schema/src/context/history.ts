import * as z from "zod";
import type { DecodedMessage } from "../message/message-model.ts";
import { checkMessage } from "../message/parse.ts";
import { parseWith } from "../value/parse-with.ts";
import type { Output } from "../value/zod-parts.ts";
import { once, refuse } from "../value/zod-types.ts";
import { consentSchema } from "./consent.ts";
import type { Authorisation, Consent } from "./context-model.ts";

/**
 * What the judge's own store knows, as far as it concerns one message.
 *
 * A member that is left out is not known: what rests on it is not evaluated. An empty list is
 * knowledge, that there is nothing.
 *
 * @see docs/spec/history.md
 */
export interface History extends Output<ReturnType<typeof knownSchema>> {
  /** Messages whose values this one corrects, and that are held. One that is not here is not held. */
  readonly corrected?: readonly HeldMessage[];
}

/**
 * A message whose values another corrects. Sent, it is held if its recipient accepted it; received, if
 * it was accepted; on both sides only as long as it is not erased.
 */
export interface HeldMessage {
  readonly digest: string;
  /** As the corrections that were accepted before have left it. */
  readonly message: DecodedMessage;
  /** Its consents whose assertions were verified. */
  readonly consents: readonly Consent[];
  /** Its authorisations whose tokens were verified. */
  readonly authorisations: readonly Authorisation[];
  /** What is known of the message itself. Left out: nothing; what rests on it is not evaluated. */
  readonly history?: History;
}

/** The conditions of a message that another draws on. */
export type SourceEntry = NonNullable<History["sources"]>[number];

/** One earlier message of an exchange. */
export interface ExchangeEntry extends Shaped<"entry"> {}

/** What decides when data of a European Production Order may be used (Reg 2023/1543 Art 10). */
export type ProductionOrder = NonNullable<ExchangeEntry["order"]>;

/** What the agency's own index knows about one person. Never keyed by a pseudonym of a message. */
export interface PersonHistory extends NonNullable<Known["person"]> {}

/** One use of a pseudonym. */
export type PseudonymUse = NonNullable<PersonHistory["pseudonyms"]>[number];

/** What an agency was last told of a person's class. */
export type ClassTold = NonNullable<PersonHistory["told"]>[number];

/** What the agency's own log says about one message. A log with a gap says nothing. */
export type LogFacts = History["log"];

/** Statistics that were published. */
export interface StatisticsRelease extends Shaped<"release"> {}

/** Something that happened to data already sent. */
export interface LifecycleEvent extends Shaped<"event"> {}

/** A store in which nothing has happened yet. It has no log, so nothing of one is known. */
export const EMPTY_HISTORY: History = {
  sources: [],
  exchange: [],
  named: [],
  person: { bits: 0, sent: {}, pseudonyms: [], told: [] },
  log: {},
  releases: [],
  jti: [],
  event: null,
  events: [],
};

/**
 * Reads what a judge's own store knows about one message, as another system hands it over. What is
 * left out is not known.
 *
 * @throws `SchemaError` `SCHEMA_INVALID` with every issue, `SCHEMA_TOO_LARGE`, `SCHEMA_TOO_DEEP`.
 */
export function parseHistory(input: unknown): History {
  return parseWith(once("history", historySchema), input);
}

type Known = Output<ReturnType<typeof knownSchema>>;
type Shaped<Part extends "entry" | "release" | "event"> = Output<
  z.ZodObject<ReturnType<typeof historyParts>[Part]>
>;

function historySchema() {
  const known = knownSchema();
  return known.extend({ corrected: z.array(heldSchema(known)).max(16).exactOptional() });
}

/** A message that is corrected. `history`: what is known of it; of a message that corrects nothing. */
function heldSchema(history: z.ZodType<History>): z.ZodType<HeldMessage> {
  const text = z.string().max(256);
  const texts = z.array(text).max(64);
  const message = z.unknown().check((payload) => {
    for (const { code, pointer } of checkMessage(payload.value)) {
      refuse(payload, code, pointer.split("/").slice(1));
    }
  });
  const issuer = { entity: text, type: text, country: text, regime: text };
  const authorisation = {
    ...{ kind: text, issuedAt: text, validUntil: text, recipient: text, entry: text },
    ...{ scope: texts, purposes: texts, binds: texts },
    ...maybe({ authority: text, offence: text }),
    issuer: z.strictObject({ ...issuer, ...maybe({ judicialRoles: texts }) }),
  };
  const schema = z.strictObject({
    digest: text,
    message,
    consents: z.array(consentSchema()).max(64),
    authorisations: list(authorisation, 64),
    ...maybe({ history }),
  });
  return schema as unknown as z.ZodType<HeldMessage>;
}

/** A history but for the messages that are corrected, each of which has one. */
function knownSchema() {
  const { text, texts, bits, sent, position, entry, release, event } = historyParts();
  const source = {
    conditions: texts,
    ...maybe({
      /** Europol handling codes. */
      europol: texts,
    }),
  };
  const use = {
    pseudonym: text,
    /** The other agency. */
    with: text,
    exchangeId: text,
    ...maybe({ caseRef: text }),
  };
  const told = { recipient: text, ledCategory: text, ageClass: text };
  const person = z.strictObject({
    /** Bits already sent about her to the recipient without her consent, a field once. */
    bits,
    ...maybe({
      /** The same by field or ladder. Left out: all of `bits` counts beside what is sent now. */
      sent,
      /** Where the pseudonyms of the message were used before. */
      pseudonyms: list(use, 1024),
      /** What others were told of her class, the last word to each of them. */
      told: list(told, 1024),
    }),
  });
  const flag = z.boolean();
  const log = maybe({
    /** Whether an intent with time, recipient, justification and fields precedes sending. */
    intentPrecedes: flag,
    /** Whether an outcome follows the intent. */
    outcomeFollows: flag,
    /** Whether both lie under a checkpoint that others cosigned. */
    cosigned: flag,
    /** Whether the supervisory authority was told of the transfer, or of its category. */
    supervisorInformed: flag,
    /** Whether oversight was told of a person's change of class. */
    oversightInformed: flag,
    /** Positions that an audit answer is to hand over. */
    interval: z.strictObject({ ...maybe({ origin: text }), from: position, to: position }),
    /** Uses for which the entries of an audit answer were read, as the log records it. */
    readings: texts,
  });
  return z.strictObject({
    ...maybe({
      /** Messages that this one draws on, as its sender knows them. */
      sources: list(source, 1024),
      /** Earlier messages of the exchange that matter, and this one where it is stored. */
      exchange: list(entry, 4096),
      /** Messages that this one names by digest. One that is not here is not held. */
      named: list(entry, 4096),
      /** What was sent before about the person, where the message is about one. */
      person,
      /** The same by the person's group id in the message. */
      people: z.record(text, person),
      /** Statistics published earlier on the same dimensions. */
      releases: list(release, 1024),
      /** What else happened to this message, to one that it names, or to a person it is about. */
      events: list(event, 1024),
      /** There may be events that the judge was not told of: one that is not here is not known. */
      mayLackEvents: z.literal(true),
    }),
    log: z.strictObject(log).default({}),
    jti: texts.default([]),
    /** What the message is sent because of. */
    event: z.strictObject(event).nullable().default(null),
  });
}

/** Parts of a history and its records. Built when asked for: who reads no history pays nothing. */
export function historyParts() {
  const text = z.string().max(256);
  const texts = z.array(text).max(1024);
  const bits = z.number().min(0).max(1_000_000);
  const position = z.int().min(0);
  const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
  const sent = z.record(text, bits);
  const order = {
    category: text,
    emergency: z.boolean(),
    /** Whether the enforcing authority was notified. */
    notified: z.boolean(),
  };
  const entry = {
    ...{ message: text, exchangeId: text, from: text, to: text, purpose: text, digest: text },
    ...maybe({
      pseudonyms: texts,
      /** Until when it is to be answered, as long as it is not. */
      deadline: text,
      /** The same if what was asked for is not directly accessible, where that is later. */
      indirectDeadline: text,
      /** Until when an answer was put off in time, and lawfully. */
      extendedTo: text,
      searchKind: text,
      messageType: text,
      /** When it was sent or received. */
      at: instant,
      /** Country of the agency that sent it, at that time. */
      fromCountry: text,
      /** How often the time for its answer was extended. */
      extensions: position,
      /** Highest phase of a breach that it announced. */
      phase: position,
      /** What it orders, of a European Production Order. */
      order: z.strictObject(order),
      /** The last day on which it is held. */
      eraseBy: text,
      /** Paths (`gid/field`) of the message judged that repeat a value of it. Left out: not known. */
      repeated: texts,
      /** From when its exchange is closed, of a message that closes it. */
      closedAt: instant,
    }),
  };
  const cell = {
    keys: z.array(text).max(6),
    ...maybe({ count: position, suppressed: z.boolean() }),
  };
  const release = {
    dimensions: z.array(text).max(6),
    period: text,
    population: text,
    ...maybe({
      /** Populations that have no member in common with it. */
      disjointFrom: z.array(text).max(16),
    }),
    cells: list(cell, 4096),
  };
  const event = {
    kind: text,
    ...maybe({
      /** When. */
      at: instant,
      /** Everybody who holds the data. */
      recipients: texts,
      onlyBasisRecipients: texts,
      correctedRecipients: texts,
      /** What those who were told answered that they do. */
      answers: list({ recipient: text, action: text }, 1024),
      /** What was told, where the event is that somebody was told. */
      content: text,
      /** Whether an officer decided other than the one who sent the message, known for sure. */
      second: z.boolean(),
      /** What a review decided: `keep` or `erase`. */
      outcome: text,
      /** The last day on which the data are held, where a review or an update sets it. */
      until: text,
      /** Why a review keeps them, a code of `review_ground`. */
      ground: text,
      /** The officer who reviewed, as the agency names officers. */
      officer: text,
    }),
  };
  return { text, texts, bits, sent, position, instant, entry, release, event };
}

export const list = <S extends z.core.$ZodShape>(shape: S, max: number) =>
  z.array(z.strictObject(shape)).max(max);

/** Members that may be left out. */
export function maybe<S extends Readonly<Record<string, z.ZodType>>>(members: S) {
  const all = Object.entries(members).map(([name, of]) => [name, of.exactOptional()]);
  return Object.fromEntries(all) as { [Name in keyof S]: z.ZodExactOptional<S[Name]> };
}
