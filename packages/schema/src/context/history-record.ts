import type { ExchangeEntry, LifecycleEvent, StatisticsRelease } from "./history-model.ts";

/**
 * One line of a store's history. Lines stand in the order in which things happened.
 *
 * @see docs/spec/history.md
 */
export type HistoryRecord =
  | MessageRecord
  | PersonRecord
  | SourceRecord
  | LogRecord
  | CheckpointRecord
  | ReleaseRecord
  | EventRecord;

/** A message that was sent or taken in. */
export interface MessageRecord extends ExchangeEntry {
  readonly record: "message";
  readonly inReplyTo?: string;
  /** Digests of the messages that it corrects or recalls. */
  readonly names?: readonly string[];
  /** What it asks for, or says was done: `correction.action`, or `erase` of a certificate. */
  readonly action?: string;
  readonly caseRef?: string;
  readonly conditions?: readonly string[];
  readonly europol?: readonly string[];
  readonly people?: readonly PersonMention[];
  /** Period that an audit query asks about. */
  readonly audit?: { readonly from: string; readonly to: string };
}

/** What a message said of one person. */
export interface PersonMention {
  /** Id in the agency's own index. */
  readonly person: string;
  readonly pseudonym: string;
  readonly ledCategory: string;
  readonly ageClass: string;
  /** Bits told without her consent, by field or ladder. Left out: none. */
  readonly sent?: Readonly<Record<string, number>>;
}

/** Says, before it is sent, whom a pseudonym stands for. */
export interface PersonRecord {
  readonly record: "person";
  readonly person: string;
  readonly pseudonym: string;
}

/** Says, before it is sent, which messages a message draws on. None: an empty list. */
export interface SourceRecord {
  readonly record: "source";
  readonly message: string;
  /** Digests. */
  readonly sources: readonly string[];
}

/** An entry of the agency's own log. */
export interface LogRecord {
  readonly record: "log";
  readonly origin: string;
  readonly index: number;
  readonly step: "intent" | "outcome" | "reading" | "other";
  readonly at: string;
  /** Message id, for an intent or an outcome. */
  readonly message?: string;
  readonly recipient?: string;
  /** Whether purpose and basis are entered. */
  readonly justified?: boolean;
  /** Number of fields entered. */
  readonly fields?: number;
  /** Exchange that a reading is for, and its use. */
  readonly exchangeId?: string;
  readonly use?: string;
}

/** A checkpoint of the agency's own log. */
export interface CheckpointRecord {
  readonly record: "checkpoint";
  readonly origin: string;
  /** Number of entries under it. */
  readonly size: number;
  readonly cosigned: boolean;
}

/** Statistics that were published. */
export interface ReleaseRecord extends StatisticsRelease {
  readonly record: "release";
}

/** Something that happened to data of these messages. */
export interface EventRecord extends LifecycleEvent {
  readonly record: "event";
  readonly at: string;
  /** Message ids or digests. */
  readonly messages: readonly string[];
}
