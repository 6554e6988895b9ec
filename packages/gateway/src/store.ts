import type { HistoryNote, HistoryStore } from "@safepassage/history";
import type { ReplayEntry, ReplayStore } from "@safepassage/trust";
import type { EventStore } from "./event-store.ts";
import type { HeldBy, HeldKey } from "./held-keys.ts";
import type { QuarantineStore } from "./quarantine-store.ts";

/** The time that the law gives for the answer to a request. Holds no case data. */
export interface AnswerClock {
  /** When the request arrived: the time of the recipient's first receipt. */
  readonly from: string;
  /** When the time ends. */
  readonly by: string;
  /** When an answer arrived, by the receipt for it. */
  readonly answeredAt?: string;
}

/** A request whose answer is owed or awaited. */
export interface OpenAnswer {
  /** SHA-256 of the issuer-signed JWT of the request. */
  readonly digest: string;
  /** Its `jti`, which an answer names. */
  readonly id: string;
  /** Whether this agency sent the request, and awaits the answer. */
  readonly own: boolean;
  /** Entity id of the other party. */
  readonly other: string;
  readonly clock: AnswerClock;
}

/** A message of this agency on its way out. Members that hold case data are gone once erased. */
export interface OutboxRow {
  /** `jti` of the message. */
  readonly id: string;
  readonly recipient: string;
  readonly state: OutboxState;
  readonly messageType: string;
  readonly purpose: string;
  /** SHA-256 of the issuer-signed JWT. */
  readonly digest: string;
  readonly sdHash: string;
  readonly resolved: readonly string[];
  readonly jwt: string;
  readonly createdAt: string;
  readonly deliverBy: string;
  readonly eraseBy: string;
  readonly attempts: number;
  /** Whether it was ever sent: from then on its recipient may have it, whatever that says. */
  readonly posted: boolean;
  /** Milliseconds since 1970. */
  readonly nextAttempt: number;
  /** When that was decided. A clock that shows less was set back since, and the attempt is due. */
  readonly pausedAt: number;
  /** Code of the last attempt that failed. */
  readonly lastError: string | undefined;
  readonly receipts: readonly string[];
  readonly erasedAt: string | undefined;
  /** Digest of the recipient's erasure certificate. */
  readonly certificate: string | undefined;
  /** Of a request that arrived, where the law sets a time for the answer. */
  readonly clock: AnswerClock | undefined;
  /** Sealed package, from the first attempt until a receipt. */
  readonly sealed: string | undefined;
  readonly content: OutboxContent | undefined;
}

/** States of a message on its way out. The last four are final. */
export type OutboxState = "queued" | "sending" | "delivered" | "decided" | "refused" | "expired";

/** The part of an outgoing message that holds case data. */
export interface OutboxContent {
  readonly sdJwt: string;
  /** Seed of the salts, 32 octets. */
  readonly seed: Uint8Array;
  readonly exchangeId: string;
  /** The decoded message, JSON. */
  readonly message: string;
}

/** A message whose next attempt is due. */
export interface DueRow extends Pick<OutboxRow, "id" | "recipient"> {
  /** Whether it claims a threat to life. */
  readonly emergency: boolean;
}

/** What a transaction adds to the outbox. */
export type NewOutboxRow = Pick<
  OutboxRow,
  | "id"
  | "recipient"
  | "messageType"
  | "purpose"
  | "digest"
  | "sdHash"
  | "resolved"
  | "jwt"
  | "createdAt"
  | "deliverBy"
  | "eraseBy"
  | "nextAttempt"
  | "pausedAt"
> & {
  /** Whether it claims a threat to life: such a message waits for no other. */
  readonly emergency: boolean;
  readonly content: OutboxContent;
  readonly submission: Submission | undefined;
  /** What later messages are judged by. */
  readonly history: HistoryNote | undefined;
};

/** How a submission is known when the case system makes it again. */
export interface Submission {
  /** SHA-256 of route and idempotency key; kept for good. */
  readonly key: string;
  /** SHA-256 of the request; gone once the message is erased, since it could be guessed. */
  readonly request: string;
}

/** Result of one attempt, or of the passing of time. */
export interface OutboxChange {
  readonly state: OutboxState;
  readonly attempts?: number;
  readonly nextAttempt?: number;
  readonly pausedAt?: number;
  readonly lastError?: string | null;
  readonly receipts?: readonly string[];
  /** `null` deletes the ciphertext. */
  readonly sealed?: string | null;
}

/** A message received. The recipient never keeps the seed: opening needs it once. */
export interface InboxRow {
  /** `jti` of the message. Its sender chose it: only sender and id together name one message. */
  readonly id: string;
  readonly sender: string;
  readonly state: "accepted" | "quarantined";
  readonly messageType: string;
  readonly purpose: string;
  readonly digest: string;
  readonly sealedDigest: string;
  readonly resolved: readonly string[];
  readonly jwt: string;
  readonly receipts: readonly string[];
  readonly receivedAt: string;
  readonly eraseBy: string;
  /** Until when a quarantined message has to be mended. */
  readonly mendBy: string | undefined;
  /** Digest of the message that mended it. */
  readonly mendedBy: string | undefined;
  readonly erasedAt: string | undefined;
  /** Of a request, where the law sets a time for the answer. */
  readonly clock: AnswerClock | undefined;
  readonly content: InboxContent | undefined;
}

/** The part of a received message that holds case data. */
export interface InboxContent {
  readonly sdJwt: string;
  readonly exchangeId: string;
  /** The decoded message, JSON. */
  readonly message: string;
  /** Findings and evaluated rules, JSON. The pointers of findings say what the message holds. */
  readonly judgement: string;
}

export type NewInboxRow = Omit<InboxRow, "erasedAt" | "mendedBy" | "content"> & {
  readonly content: InboxContent;
  /** What later messages are judged by. Of a message in quarantine nothing: it has no effect. */
  readonly history: HistoryNote | undefined;
};

/** What stays of a package that was refused: nothing of its content. */
export interface RefusalRow {
  /** SHA-256 of the sealed package. */
  readonly sealedDigest: string;
  /** SHA-256 of the issuer-signed JWT, where the signature was good. */
  readonly digest: string | undefined;
  /** Sender, where the signature was good. */
  readonly sender: string | undefined;
  readonly code: string;
  readonly rules: readonly string[];
  readonly at: string;
  readonly receipts: readonly string[];
}

/** The store of a replay guard that can be asked before the work is done. */
export interface SeenStore extends ReplayStore {
  /** Whether the id or the digest of a message is there. */
  has(ids: Pick<ReplayEntry, "iss" | "jti" | "digest">): boolean;
}

/**
 * Where a gateway keeps what it sends and receives.
 *
 * Every write is durable when {@link GatewayStore.transaction} returns: it survives a kill and a
 * power cut. Prove an implementation with `gatewayStoreContract`.
 */
export interface GatewayStore extends QuarantineStore, EventStore {
  /** Runs writes as one: all of them survive, or, if `work` throws, none. Not nested. */
  transaction<T>(work: () => T): T;

  addOutbox(row: NewOutboxRow): void;
  findOutbox(id: string): OutboxRow | undefined;
  /** What was stored under {@link Submission.key}. Without `request` it is erased. */
  findSubmission(key: string): { row: OutboxRow; request: string | undefined } | undefined;
  findOutboxByDigest(digest: string): OutboxRow | undefined;
  /**
   * Rows in state queued or sending whose next attempt is due: its time has come, or the clock was set back behind the
   * moment at which that was set. Emergencies first, then the oldest; of each recipient at most `limit` emergencies and
   * as many others, so that the rows of one hide nobody else's.
   * One that was posted and is erased is due at its delivery deadline: nothing is sent any more, and until then it may
   * arrive.
   */
  dueOutbox(now: number, limit: number): readonly DueRow[];
  changeOutbox(id: string, change: OutboxChange): void;
  /**
   * Destroys the content and ciphertext of a sent message; keeps JWT, digests, receipts. Of one that is erased it takes
   * the certificate: the time of its erasure stays.
   */
  eraseOutbox(digest: string, at: string, certificate: string | undefined): void;

  addInbox(row: NewInboxRow): void;
  findInbox(sender: string, id: string): InboxRow | undefined;
  findInboxByDigest(digest: string): InboxRow | undefined;
  /** Destroys the content of a received message; keeps JWT, digests, receipts. */
  eraseInbox(digest: string, at: string): void;

  /** Receipts given for a sealed package that was judged, to be given again. */
  receiptsFor(sealedDigest: string): readonly string[] | undefined;
  /**
   * Stores a refusal; of refusals without a known sender the newest `keep` stay. Octets whose sender is known keep it:
   * anybody can post them again when they can be opened no more.
   */
  addRefusal(row: RefusalRow, keep: number): void;
  findRefusal(sealedDigest: string): RefusalRow | undefined;

  /** What was received; its writes belong to the transaction they are made in. */
  readonly replay: SeenStore;

  /** Sets the clock of a request, received or sent. */
  setClock(box: "inbox" | "outbox", digest: string, clock: AnswerClock): void;
  /** Requests that are not answered and not erased, the first to end first, at most `limit`. */
  openAnswers(limit: number): readonly OpenAnswer[];
  /**
   * Digests of those whose time ended before `at`, and of which that is not recorded (`answerOverdue`), at most `limit`.
   */
  answersOverdue(at: string, limit: number): readonly string[];

  /** What is known of earlier messages that concern one. */
  readonly history: HistoryStore;

  /** Digests of the messages of one side under a key, in any state, whose content is still held. */
  heldUnder(key: HeldKey, by: HeldBy): readonly string[];
  /**
   * Digests of messages, sent and received, whose `eraseBy` is before a day and that are not erased: at most `limit`
   * of each, those that are due longest first.
   */
  overdue(
    day: string,
    limit: number,
  ): { readonly inbox: readonly string[]; readonly outbox: readonly string[] };

  counts(): {
    readonly outbox: Readonly<Record<OutboxState, number>>;
    readonly inbox: number;
    readonly quarantined: number;
  };
  /** Requests that are not answered, and those of them whose time ended before `at`. */
  countAnswers(at: string): {
    readonly owed: { readonly open: number; readonly overdue: number };
    readonly awaited: { readonly open: number; readonly overdue: number };
  };

  /** A note of the gateway about itself, under a name. Holds no case data. */
  mark(name: string): string | undefined;
  setMark(name: string, value: string): void;

  /** Makes sure that what was erased is in none of the files any more. */
  scrub(): void;
  close(): void;
}
