import * as z from "zod";
import { checkMessage } from "../message/parse.ts";
import { once } from "../value/once.ts";
import { parseWith } from "../value/parse-with.ts";
import { refuse } from "../value/refuse.ts";
import { consentSchema } from "./consent.ts";
import type { HeldMessage, History } from "./history-model.ts";
import type { HistoryRecord } from "./history-record.ts";

/**
 * Reads what a judge's own store knows about one message, as another system hands it over. What is
 * left out is not known.
 *
 * @throws `SchemaError` `SCHEMA_INVALID` with every issue, `SCHEMA_TOO_LARGE`, `SCHEMA_TOO_DEEP`.
 */
export function parseHistory(input: unknown): History {
  return { ...NOTHING, ...parseWith(once("history", historySchema), input) };
}

/**
 * Reads one record of a store's history, as a line of a file of JSON Lines holds it.
 *
 * @throws `SchemaError` as {@link parseHistory}.
 */
export function parseHistoryRecord(input: unknown): HistoryRecord {
  return parseWith(once("historyRecord", recordSchema), input);
}

function historySchema(): z.ZodType<Partial<History>> {
  const known = knownSchema();
  return known.extend({ corrected: z.array(heldSchema(known)).max(16).exactOptional() });
}

/** A message that is corrected. `history`: what is known of it; of a message that corrects nothing. */
function heldSchema(history: z.ZodType<Partial<History>>): z.ZodType<HeldMessage> {
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
    ...maybe({ history: history.transform((known) => ({ ...NOTHING, ...known })) }),
  });
  return schema as unknown as z.ZodType<HeldMessage>;
}

/** A history but for the messages that are corrected, each of which has one. */
function knownSchema() {
  const { text, texts, bits, sent, position, entry, release, event } = parts();
  const use = { pseudonym: text, with: text, exchangeId: text, ...maybe({ caseRef: text }) };
  const told = { recipient: text, ledCategory: text, ageClass: text };
  const person = z.strictObject({
    bits,
    ...maybe({ sent, pseudonyms: list(use, 1024), told: list(told, 1024) }),
  });
  const flag = z.boolean();
  const log = maybe({
    intentPrecedes: flag,
    outcomeFollows: flag,
    cosigned: flag,
    supervisorInformed: flag,
    oversightInformed: flag,
    interval: z.strictObject({ ...maybe({ origin: text }), from: position, to: position }),
    readings: texts,
  });
  return z.strictObject(
    maybe({
      sources: list({ conditions: texts, ...maybe({ europol: texts }) }, 1024),
      exchange: list(entry, 4096),
      named: list(entry, 4096),
      person,
      people: z.record(text, person),
      log: z.strictObject(log),
      releases: list(release, 1024),
      jti: texts,
      event: z.strictObject(event).nullable(),
      events: list(event, 1024),
      mayLackEvents: z.literal(true),
    }),
  );
}

function recordSchema(): z.ZodType<HistoryRecord> {
  const { text, texts, sent, position, instant, entry, release, event } = parts();
  const mention = { person: text, pseudonym: text, ledCategory: text, ageClass: text };
  const kindOf = <K extends string, S extends z.core.$ZodShape>(record: K, shape: S) =>
    z.strictObject({ record: z.literal(record), ...shape });
  return z.discriminatedUnion("record", [
    kindOf("message", {
      ...entry,
      ...maybe({
        inReplyTo: text,
        names: texts,
        action: text,
        caseRef: text,
        conditions: texts,
        europol: texts,
        people: list({ ...mention, ...maybe({ sent }) }, 64),
        audit: z.strictObject({ from: instant, to: instant }),
      }),
    }),
    kindOf("person", { person: text, pseudonym: text }),
    kindOf("source", { message: text, sources: texts }),
    kindOf("log", {
      origin: text,
      index: position,
      step: z.enum(["intent", "outcome", "reading", "other"]),
      at: instant,
      ...maybe({ message: text, recipient: text, justified: z.boolean(), fields: position }),
      ...maybe({ exchangeId: text, use: text }),
    }),
    kindOf("checkpoint", { origin: text, size: position, cosigned: z.boolean() }),
    kindOf("release", release),
    kindOf("event", { ...event, at: instant, messages: texts }),
  ]);
}

/** Built when asked for: a process that reads no history pays nothing. */
function parts() {
  const text = z.string().max(256);
  const texts = z.array(text).max(1024);
  const bits = z.number().min(0).max(1_000_000);
  const position = z.int().min(0);
  const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
  const sent = z.record(text, bits);
  const entry = {
    ...{ message: text, exchangeId: text, from: text, to: text, purpose: text, digest: text },
    ...maybe({
      pseudonyms: texts,
      deadline: text,
      indirectDeadline: text,
      extendedTo: text,
      searchKind: text,
      messageType: text,
      at: instant,
      fromCountry: text,
      extensions: position,
      phase: position,
      order: z.strictObject({ category: text, emergency: z.boolean(), notified: z.boolean() }),
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
    ...maybe({ disjointFrom: z.array(text).max(16) }),
    cells: list(cell, 4096),
  };
  const event = {
    kind: text,
    ...maybe({ at: instant, content: text }),
    ...maybe({ recipients: texts, onlyBasisRecipients: texts, correctedRecipients: texts }),
    ...maybe({ answers: list({ recipient: text, action: text }, 1024) }),
  };
  return { text, texts, bits, sent, position, instant, entry, release, event };
}

const NOTHING: History = { log: {}, jti: [], event: null };

const list = <S extends z.core.$ZodShape>(shape: S, max: number) =>
  z.array(z.strictObject(shape)).max(max);

/** Members that may be left out. */
function maybe<S extends Readonly<Record<string, z.ZodType>>>(members: S) {
  const all = Object.entries(members).map(([name, of]) => [name, of.exactOptional()]);
  return Object.fromEntries(all) as { [Name in keyof S]: z.ZodExactOptional<S[Name]> };
}
