import type { Generated } from "kysely";

/** The tables of a store, the same on every engine. Truth is 0 or 1, lists and objects are JSON, instants are text. */
export interface Tables {
  readonly outbox: OutboxTable;
  readonly inbox: InboxTable;
  readonly refusal: RefusalTable;
  readonly replay_id: ReplayIdTable;
  readonly replay_digest: { readonly digest: string };
  readonly history: HistoryTable;
  readonly history_key: HistoryKeyTable;
  readonly mention: MentionTable;
  readonly held_key: HeldKeyTable;
  readonly reply: ReplyTable;
  readonly event: EventTable;
  readonly mark: { readonly name: string; readonly value: string };
  readonly erasing: ErasingTable;
  readonly recall: RecallTable;
  readonly locked_officer: {
    readonly name: string;
    readonly officer: string;
    readonly at: string;
  };
  readonly draft: DraftTable;
  readonly change: {
    readonly position: Generated<number>;
    readonly kind: string;
    readonly at: string;
    readonly ref: string;
    readonly code: string | null;
  };
  readonly used_proof: { readonly id: string; readonly until: number };
}

/** What both boxes keep of a message. `content` is encrypted under the message's own key, and null once it is erased. */
interface BoxTable {
  readonly position: Generated<number>;
  readonly id: string;
  readonly state: string;
  readonly message_type: string;
  readonly purpose: string;
  readonly digest: string;
  readonly resolved: string;
  readonly jwt: string;
  /** Of a certificate of erasure. */
  readonly statement: string | null;
  readonly receipts: string;
  readonly erase_by: string;
  readonly erased_at: string | null;
  readonly answer_from: string | null;
  readonly answer_by: string | null;
  readonly answered_at: string | null;
  /** Id of the exchange, while the content is held. */
  readonly exchange_id: string | null;
  readonly content: Uint8Array | null;
}

export interface OutboxTable extends BoxTable {
  readonly recipient: string;
  /** Digest of the catalogue that the message names. */
  readonly profile: string;
  readonly submission: string | null;
  readonly sd_hash: string;
  readonly created_at: string;
  readonly deliver_by: string;
  readonly attempts: number;
  readonly next_attempt: number;
  readonly paused_at: number;
  readonly posted: number;
  readonly emergency: number;
  readonly last_error: string | null;
  readonly certificate: string | null;
  /** When its recipient was asked to erase it, the first time. */
  readonly asked_at: string | null;
  /** The sealed package, encrypted as the content is. */
  readonly sealed: Uint8Array | null;
}

export interface InboxTable extends BoxTable {
  readonly sender: string;
  readonly sealed_digest: string;
  readonly received_at: string;
  readonly mend_by: string | null;
  readonly mended_by: string | null;
  /** While a review is due. */
  readonly review_by: string | null;
}

interface RefusalTable {
  readonly position: Generated<number>;
  readonly sealed_digest: string;
  readonly digest: string | null;
  readonly sender: string | null;
  readonly code: string;
  readonly rules: string;
  readonly at: string;
  readonly receipts: string;
}

interface ReplayIdTable {
  readonly iss: string;
  readonly jti: string;
  readonly keep_until: number;
}

interface HistoryTable {
  readonly position: Generated<number>;
  /** Id of the message. */
  readonly message: string;
  readonly own: number;
  readonly other: string;
  readonly digest: string;
  readonly note: string;
}

interface HistoryKeyTable {
  readonly kind: string;
  readonly key: string;
  readonly own: number;
  readonly other: string;
  readonly position: number;
}

interface MentionTable {
  readonly position: number;
  readonly own: number;
  readonly person: string | null;
  readonly pseudonym: string;
  readonly said: string;
}

interface HeldKeyTable {
  readonly kind: string;
  readonly key: string;
  readonly own: number;
  readonly other: string;
  readonly digest: string;
}

interface ReplyTable {
  readonly position: Generated<number>;
  readonly id: string;
  readonly reply: string;
  readonly attempts: Generated<number>;
  readonly next_attempt: Generated<number>;
  readonly paused_at: Generated<number>;
}

interface EventTable {
  readonly position: Generated<number>;
  readonly kind: string;
  readonly at: string;
  readonly code: string | null;
  readonly ref: string | null;
  readonly country: string | null;
  readonly authority: string | null;
  readonly role: string | null;
  readonly actor: string | null;
}

interface DraftTable {
  readonly position: Generated<number>;
  readonly id: string;
  readonly revision: number;
  readonly state: string;
  readonly composed_by: string;
  readonly composer: string;
  readonly recipient: string;
  readonly purpose: string;
  readonly message_type: string;
  readonly agreement: string;
  readonly changed_at: string;
  readonly message: string | null;
  readonly approval: string | null;
  readonly approved_by: string | null;
  readonly approver: string | null;
  readonly approved_at: string | null;
  readonly return_reason: string | null;
  readonly returner: string | null;
  readonly returned_at: string | null;
  readonly returned_revision: number | null;
  /** What it asks for, encrypted under the draft's own key. */
  readonly content: Uint8Array | null;
}

/** Messages whose content is gone from the tables, and whose key is still to be destroyed. */
interface ErasingTable {
  readonly digest: string;
  readonly at: string;
}

/** Messages erased here that can still be withdrawn: one row for each consent that they rest on. */
interface RecallTable {
  readonly digest: string;
  readonly consent: string;
  readonly exchange_id: string;
  /** Name of the consent record, where the message was sent on one of this agency. */
  readonly record: string | null;
  /** The day of erasure that the message had when it was erased here. */
  readonly erase_by: string | null;
}
