import type { HistoryNote } from "@safepassage/history";
import type { DecodedMessage } from "@safepassage/schema";
import type { Judgement } from "@safepassage/validator";

export type { ChangeRow } from "./rows/changes.ts";
export {
  type DraftApproval,
  type DraftReturn,
  type DraftRow,
  isReturned,
  type NewDraftRow,
} from "./rows/drafts.ts";
export type { Pause, PendingReply, StoredReply } from "./rows/replies.ts";
export type { DueReview } from "./rows/reviews.ts";

/** The time for the answer to a request, by the law or as the request states it. Holds no case data. */
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
  readonly messageType: string;
  readonly purpose: string;
  /** Whether this agency sent the request, and awaits the answer. */
  readonly own: boolean;
  /** Entity id of the other party. */
  readonly other: string;
  readonly clock: AnswerClock;
}

/** What is stored of any message, sent or received. It outlives the erasure of its content. */
interface StoredMessage {
  /** `jti` of the message. A partner chose that of a message received: only with the sender does it name one message. */
  readonly id: string;
  readonly messageType: string;
  readonly purpose: string;
  /** SHA-256 of the issuer-signed JWT. */
  readonly digest: string;
  readonly resolved: readonly string[];
  readonly jwt: string;
  /**
   * Of a certificate of erasure: its JWT with the disclosures of what it states, digests and dates. It is evidence, and stays
   * when the content is erased.
   */
  readonly statement?: string | undefined;
  readonly eraseBy: string;
}

/** What became of a message, sent or received. */
interface MessageState {
  readonly receipts: readonly string[];
  readonly erasedAt: string | undefined;
  /** For a request that arrived, if the law sets a time for the answer. */
  readonly clock: AnswerClock | undefined;
}

/** A message of this agency on its way out, as it is queued. */
interface SentMessage extends StoredMessage {
  readonly recipient: string;
  readonly sdHash: string;
  readonly createdAt: string;
  readonly deliverBy: string;
  /** Milliseconds since 1970. */
  readonly nextAttempt: number;
  /** When `nextAttempt` was chosen. If the clock shows less, it was set back, and the attempt is due. */
  readonly pausedAt: number;
}

/** A message of this agency on its way out. Members that hold case data are gone once erased. */
export interface OutboxRow extends SentMessage, MessageState {
  readonly state: OutboxState;
  readonly attempts: number;
  /** Whether it was ever sent: from then on its recipient may have it, even if it denies that. */
  readonly posted: boolean;
  /** Code of the last failed attempt. */
  readonly lastError: string | undefined;
  /** When its recipient was asked to erase it: whatever copy stays here, it is sent no more. Instant. */
  readonly erasureAskedAt: string | undefined;
  /** Digest of the recipient's erasure certificate. */
  readonly certificate: string | undefined;
  /** Sealed package, from the first attempt until a receipt. */
  readonly sealed: string | undefined;
  readonly content: OutboxContent | undefined;
}

/** States of a message on its way out. Those after `sending` are final, but for what a late receipt says. */
export type OutboxState =
  | "queued"
  | "sending"
  | "delivered"
  | "decided"
  | "refused"
  | "expired"
  /** It was erased or taken back before it was ever posted: nobody has it, and nobody will. */
  | "unsent"
  /** It was signed again for another catalogue, under another id: that message goes in its place. */
  | "replaced";

/** The part of an outgoing message that holds case data. */
export interface OutboxContent {
  readonly sdJwt: string;
  /** Seed of the salts, 32 octets. */
  readonly seed: Uint8Array;
  readonly exchangeId: string;
  readonly message: DecodedMessage;
}

/** A message whose next attempt is due. */
export interface DueRow extends Pick<OutboxRow, "id" | "recipient"> {
  /** Whether it claims a threat to life. */
  readonly emergency: boolean;
}

/** A new row of the outbox. */
export interface NewOutboxRow extends SentMessage {
  /** Whether it claims a threat to life: such a message waits for no other. */
  readonly emergency: boolean;
  readonly content: OutboxContent;
  readonly submission: Submission | undefined;
  /** By what the agency finds it again. */
  readonly labels?: readonly Label[];
  /** The note by which later messages are judged. */
  readonly history: HistoryNote | undefined;
}

/**
 * A case or a person of the agency that a message is about, or a consent record that it was sent on, named by a keyed hash. After the name
 * of a record stands the reference that the message has for it.
 */
export interface Label {
  readonly kind: "case" | "person" | "record";
  readonly name: string;
}

/** How a submission is recognised when the case system repeats it. */
export interface Submission {
  /** SHA-256 of route and idempotency key; kept for good. */
  readonly key: string;
  /** The same as an earlier version has named it. Not stored. */
  readonly former?: string | undefined;
  /** SHA-256 of the request. Removed when the message is erased: the request could be guessed from it. */
  readonly request: string;
}

/** Result of one attempt, or of the passing of time. */
export interface OutboxChange
  extends Partial<Pick<OutboxRow, "attempts" | "nextAttempt" | "pausedAt" | "receipts">> {
  readonly state: OutboxState;
  readonly lastError?: string | null;
  /** `null` deletes the ciphertext. */
  readonly sealed?: string | null;
}

/** A message received. The recipient does not keep the seed, which it needs only to open the message. */
export interface InboxRow extends StoredMessage, MessageState {
  readonly sender: string;
  /** By which day it has to be reviewed whether the data are still needed, while nobody has. */
  readonly reviewBy: string | undefined;
  readonly state: "accepted" | "quarantined";
  readonly sealedDigest: string;
  readonly receivedAt: string;
  /** When a quarantined message must be mended. */
  readonly mendBy: string | undefined;
  /** Digest of the message that mended it. */
  readonly mendedBy: string | undefined;
  readonly content: InboxContent | undefined;
}

/** A message, sent or received. */
export type MessageRow = InboxRow | OutboxRow;

/** The part of a received message that holds case data. */
export interface InboxContent {
  readonly sdJwt: string;
  readonly exchangeId: string;
  readonly message: DecodedMessage;
  /** The pointers of its findings say what the message holds. */
  readonly judgement: Pick<Judgement, "findings" | "evaluated" | "notEvaluated">;
}

export type NewInboxRow = Omit<InboxRow, "erasedAt" | "mendedBy" | "content"> & {
  readonly content: InboxContent;
  /** The note by which later messages are judged. None for a message in quarantine: it has no effect. */
  readonly history: HistoryNote | undefined;
};

/** A message received, as a list shows it: without its content, its signature and its receipts. */
export type ListedInbox = Placed<
  Omit<
    InboxRow,
    "reviewBy" | "sealedDigest" | "resolved" | "jwt" | "statement" | "receipts" | "content"
  >
>;

/** A message sent, as a list shows it. */
export type ListedOutbox = Placed<
  Omit<
    OutboxRow,
    | "sdHash"
    | "resolved"
    | "jwt"
    | "statement"
    | "pausedAt"
    | "sealed"
    | "content"
    | "erasureAskedAt"
  >
>;

/** A row with its place: later ones have greater numbers. */
export type Placed<Row> = Row & { readonly position: number };

/** Which events a list shows. What is left out admits all. */
export interface EventFilter {
  /** What they are about. */
  readonly ref?: string | undefined;
  /** Not before this instant. */
  readonly since?: string | undefined;
  /** Before this instant. */
  readonly until?: string | undefined;
}

/** Which refusals a list shows. What is left out admits all. */
export interface RefusalFilter {
  readonly sender?: string | undefined;
  readonly code?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Which messages a list shows. What is left out admits all. */
export interface BoxFilter {
  /** Entity id of the other party. */
  readonly other?: string | undefined;
  readonly state?: string | undefined;
  readonly messageType?: string | undefined;
  readonly purpose?: string | undefined;
  /** Received or written not before this instant. */
  readonly since?: string | undefined;
  /** Received or written before this instant. */
  readonly until?: string | undefined;
  readonly isErased?: boolean | undefined;
}

/** A part of a list, newest first. */
export interface Part<Row> {
  readonly rows: readonly Placed<Row>[];
  /** Before which place the next part begins; left out at the end of the list. */
  readonly next: number | undefined;
}

/** The record of a refused package, without its content. */
export interface RefusalRow {
  /** SHA-256 of the sealed package. */
  readonly sealedDigest: string;
  /** SHA-256 of the issuer-signed JWT, if the signature was good. */
  readonly digest: string | undefined;
  /** Sender, if the signature was good. */
  readonly sender: string | undefined;
  readonly code: string;
  readonly rules: readonly string[];
  readonly at: string;
  readonly receipts: readonly string[];
}

/** An event that an operator or a supervisor must be able to see later. Holds ids only. */
export interface EventRow {
  readonly kind: string;
  readonly at: string;
  readonly code?: string;
  /** Digest of the message. */
  readonly ref?: string;
  /** The State whose supervisory authority it is for. */
  readonly country?: string;
  readonly authority?: string;
  readonly role?: string;
  /** Who did it: the staff id of an officer, encrypted under the agency's key. */
  readonly actor?: string;
}

/** An event with its place. */
export type PlacedEvent = Placed<EventRow>;
