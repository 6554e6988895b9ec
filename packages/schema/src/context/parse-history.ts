import * as z from "zod";
import { once } from "../value/once.ts";
import { parseWith } from "../value/parse-with.ts";
import { heldMessageSchema } from "./held-message-schema.ts";
import type { History } from "./history-model.ts";
import type { HistoryRecord } from "./history-record.ts";

/**
 * Reads what a judge's own store knows about one message, as another system hands it over. What is
 * left out is not known.
 *
 * @throws `SchemaError` `SCHEMA_INVALID` with every issue, `SCHEMA_TOO_LARGE`, `SCHEMA_TOO_DEEP`.
 */
export function parseHistory(input: unknown): History {
  return { log: {}, jti: [], event: null, ...parseWith(once("history", historySchema), input) };
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
  const held = heldMessageSchema(known);
  return known.extend({ corrected: z.array(held).max(16).exactOptional() });
}

/** A history but for the messages that are corrected, each of which has one. */
function knownSchema() {
  const { text, texts, bits, sent, position, entry, release, event } = parts();
  const person = z.strictObject({
    bits,
    sent: sent.exactOptional(),
    pseudonyms: z
      .array(
        z.strictObject({
          pseudonym: text,
          with: text,
          exchangeId: text,
          caseRef: text.exactOptional(),
        }),
      )
      .max(1024)
      .exactOptional(),
    told: z
      .array(z.strictObject({ recipient: text, ledCategory: text, ageClass: text }))
      .max(1024)
      .exactOptional(),
  });
  return z.strictObject({
    sources: z
      .array(z.strictObject({ conditions: texts, europol: texts.exactOptional() }))
      .max(1024)
      .exactOptional(),
    exchange: z.array(z.strictObject(entry)).max(4096).exactOptional(),
    named: z.array(z.strictObject(entry)).max(4096).exactOptional(),
    person: person.exactOptional(),
    people: z.record(text, person).exactOptional(),
    log: z
      .strictObject({
        intentPrecedes: z.boolean().exactOptional(),
        outcomeFollows: z.boolean().exactOptional(),
        cosigned: z.boolean().exactOptional(),
        supervisorInformed: z.boolean().exactOptional(),
        oversightInformed: z.boolean().exactOptional(),
        interval: z
          .strictObject({ origin: text.exactOptional(), from: position, to: position })
          .exactOptional(),
        readings: texts.exactOptional(),
      })
      .exactOptional(),
    releases: z.array(z.strictObject(release)).max(1024).exactOptional(),
    jti: texts.exactOptional(),
    event: z.strictObject(event).nullable().exactOptional(),
    events: z.array(z.strictObject(event)).max(1024).exactOptional(),
    mayLackEvents: z.literal(true).exactOptional(),
  });
}

function recordSchema(): z.ZodType<HistoryRecord> {
  const { text, texts, sent, position, instant, entry, release, event } = parts();
  const mention = z.strictObject({
    person: text,
    pseudonym: text,
    ledCategory: text,
    ageClass: text,
    sent: sent.exactOptional(),
  });
  return z.discriminatedUnion("record", [
    z.strictObject({
      record: z.literal("message"),
      ...entry,
      inReplyTo: text.exactOptional(),
      names: texts.exactOptional(),
      action: text.exactOptional(),
      caseRef: text.exactOptional(),
      conditions: texts.exactOptional(),
      europol: texts.exactOptional(),
      people: z.array(mention).max(64).exactOptional(),
      audit: z.strictObject({ from: instant, to: instant }).exactOptional(),
    }),
    z.strictObject({ record: z.literal("person"), person: text, pseudonym: text }),
    z.strictObject({ record: z.literal("source"), message: text, sources: texts }),
    z.strictObject({
      record: z.literal("log"),
      origin: text,
      index: position,
      step: z.enum(["intent", "outcome", "reading", "other"]),
      at: instant,
      message: text.exactOptional(),
      recipient: text.exactOptional(),
      justified: z.boolean().exactOptional(),
      fields: position.exactOptional(),
      exchangeId: text.exactOptional(),
      use: text.exactOptional(),
    }),
    z.strictObject({
      record: z.literal("checkpoint"),
      origin: text,
      size: position,
      cosigned: z.boolean(),
    }),
    z.strictObject({ record: z.literal("release"), ...release }),
    z.strictObject({
      record: z.literal("event"),
      ...event,
      at: instant,
      messages: texts,
    }),
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
    message: text,
    exchangeId: text,
    from: text,
    to: text,
    purpose: text,
    digest: text,
    pseudonyms: texts.exactOptional(),
    deadline: text.exactOptional(),
    indirectDeadline: text.exactOptional(),
    extendedTo: text.exactOptional(),
    searchKind: text.exactOptional(),
    messageType: text.exactOptional(),
    at: instant.exactOptional(),
    fromCountry: text.exactOptional(),
    extensions: position.exactOptional(),
    phase: position.exactOptional(),
    order: z
      .strictObject({ category: text, emergency: z.boolean(), notified: z.boolean() })
      .exactOptional(),
  };
  const release = {
    dimensions: z.array(text).max(6),
    period: text,
    population: text,
    disjointFrom: z.array(text).max(16).exactOptional(),
    cells: z
      .array(
        z.strictObject({
          keys: z.array(text).max(6),
          count: position.exactOptional(),
          suppressed: z.boolean().exactOptional(),
        }),
      )
      .max(4096),
  };
  const event = {
    kind: text,
    at: instant.exactOptional(),
    recipients: texts.exactOptional(),
    onlyBasisRecipients: texts.exactOptional(),
    correctedRecipients: texts.exactOptional(),
    answers: z
      .array(z.strictObject({ recipient: text, action: text }))
      .max(1024)
      .exactOptional(),
    content: text.exactOptional(),
  };
  return { text, texts, bits, sent, position, instant, entry, release, event };
}
