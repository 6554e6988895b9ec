import * as z from "zod";
import { parseWith } from "../value/parse-with.ts";
import type { Output } from "../value/zod-parts.ts";
import { once } from "../value/zod-types.ts";
import { historyParts, list, maybe } from "./history.ts";

/**
 * One line of a store's history. Lines stand in the order in which things happened.
 *
 * @see docs/spec/history.md
 */
export type HistoryRecord = Output<ReturnType<typeof recordSchema>>;

/** A message that was sent or taken in. */
export interface MessageRecord extends RecordOf<"message"> {}

/** What a message said of one person. */
export type PersonMention = NonNullable<MessageRecord["people"]>[number];

/** Says, before it is sent, whom a pseudonym stands for. */
export interface PersonRecord extends RecordOf<"person"> {}

/** Says, before it is sent, which messages a message draws on. None: an empty list. */
export interface SourceRecord extends RecordOf<"source"> {}

/** An entry of the agency's own log. */
export interface LogRecord extends RecordOf<"log"> {}

/** A checkpoint of the agency's own log. */
export interface CheckpointRecord extends RecordOf<"checkpoint"> {}

/** Statistics that were published. */
export interface ReleaseRecord extends RecordOf<"release"> {}

/** Something that happened to data of these messages. */
export interface EventRecord extends RecordOf<"event"> {}

type RecordOf<Kind extends string> = Extract<HistoryRecord, { readonly record: Kind }>;

/**
 * Reads one record of a store's history, as a line of a file of JSON Lines holds it.
 *
 * @throws `SchemaError` as {@link parseHistory}.
 */
export function parseHistoryRecord(input: unknown): HistoryRecord {
  return parseWith(once("historyRecord", recordSchema), input);
}

function recordSchema() {
  const { text, texts, sent, position, instant, entry, release, event } = historyParts();
  const mention = {
    /** Id in the agency's own index. */
    person: text,
    pseudonym: text,
    ledCategory: text,
    ageClass: text,
    ...maybe({
      /** Bits told without her consent, by field or ladder. Left out: none. */
      sent,
    }),
  };
  const kindOf = <K extends string, S extends z.core.$ZodShape>(record: K, shape: S) =>
    z.strictObject({ record: z.literal(record), ...shape });
  return z.discriminatedUnion("record", [
    kindOf("message", {
      ...entry,
      ...maybe({
        inReplyTo: text,
        /** Digests of the messages that it corrects or recalls. */
        names: texts,
        /** What it asks for, or says was done: `correction.action`, or `erase` of a certificate. */
        action: text,
        caseRef: text,
        conditions: texts,
        europol: texts,
        people: list(mention, 64),
        /** Period that an audit query asks about. */
        audit: z.strictObject({ from: instant, to: instant }),
      }),
    }),
    kindOf("person", { person: text, pseudonym: text }),
    kindOf("source", {
      message: text,
      /** Digests. */
      sources: texts,
    }),
    kindOf("log", {
      origin: text,
      index: position,
      step: z.enum(["intent", "outcome", "reading", "other"]),
      at: instant,
      ...maybe({
        /** Message id, for an intent or an outcome. */
        message: text,
        recipient: text,
        /** Whether purpose and basis are entered. */
        justified: z.boolean(),
        /** Number of fields entered. */
        fields: position,
        /** Exchange that a reading is for, and its use. */
        exchangeId: text,
        use: text,
      }),
    }),
    kindOf("checkpoint", {
      origin: text,
      /** Number of entries under it. */
      size: position,
      cosigned: z.boolean(),
    }),
    kindOf("release", release),
    kindOf("event", {
      ...event,
      at: instant,
      /** Message ids or digests. */
      messages: texts,
    }),
  ]);
}
