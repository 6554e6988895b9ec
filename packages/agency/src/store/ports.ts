import type { HeldKey, HistoryStore } from "@safepassage/history";
import type {
  AnswerClock,
  DueRow,
  EventRow,
  InboxRow,
  Mending,
  NewInboxRow,
  NewOutboxRow,
  OpenAnswer,
  OutboxChange,
  OutboxRow,
  OutboxState,
  Pause,
  PendingReply,
  PlacedEvent,
  QuarantinedRow,
  RefusalRow,
  StoredReply,
} from "./rows.ts";

/**
 * Where an agency keeps what it sends and receives.
 *
 * Prove an implementation with `agencyStoreContract`.
 */
export interface AgencyStore {
  /**
   * Runs reads and writes as one: all of the writes survive, or, if `work` throws, none. They are durable when it
   * resolves: they survive a kill and a power cut. Transactions run one after the other; one within another would wait
   * for itself.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Makes sure that what was erased is in none of the files any more. */
  scrub(): Promise<void>;
  /** Ends what is under way, and closes the files. */
  close(): Promise<void>;
}

/** What a transaction reads and writes. Of no use after it. */
export interface Tx {
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly quarantine: Quarantine;
  readonly replay: ReplayMemory;
  readonly history: Async<HistoryStore>;
  readonly answers: Answers;
  readonly replies: Replies;
  readonly events: Events;
  readonly marks: Marks;
}

/** The same functions, each of which answers later. */
export type Async<Port> = {
  readonly [Name in keyof Port]: Port[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Result>
    : never;
};

/** Messages of this agency on their way out, and what stays of them. */
export interface Outbox {
  /** @throws where id, digest or submission are there already. */
  add(row: NewOutboxRow): Promise<void>;
  find(id: string): Promise<OutboxRow | undefined>;
  findByDigest(digest: string): Promise<OutboxRow | undefined>;
  /** What was stored under a submission's key. Without `request` it is erased. */
  findSubmission(
    key: string,
  ): Promise<{ readonly row: OutboxRow; readonly request: string | undefined } | undefined>;
  /**
   * Rows in state queued or sending whose next attempt is due: its time has come, or the clock was set back behind the
   * moment at which that was set. Emergencies first, then the oldest; of each recipient at most `limit` emergencies and
   * as many others, so that the rows of one hide nobody else's.
   * One that was posted and is erased is due at its delivery deadline: nothing is sent any more, and until then it may
   * arrive.
   */
  due(now: number, limit: number): Promise<readonly DueRow[]>;
  change(id: string, change: OutboxChange): Promise<void>;
  /**
   * Destroys the content and ciphertext of a sent message; keeps JWT, digests, receipts. Of one that is erased it takes
   * the certificate: the time of its erasure stays.
   */
  erase(digest: string, at: string, certificate?: string): Promise<void>;
  /** Digests of the messages to a recipient under a key, in any state, whose content is still held. */
  heldUnder(key: HeldKey, recipient: string): Promise<readonly string[]>;
  /** Digests of messages that are not erased and whose `eraseBy` is before a day, those due longest first. */
  overdue(day: string, limit: number): Promise<readonly string[]>;
  counts(): Promise<Readonly<Record<OutboxState, number>>>;
}

/** Messages received, and what stays of packages that were refused. */
export interface Inbox {
  /** @throws where sender and id, digest or sealed digest are there already. */
  add(row: NewInboxRow): Promise<void>;
  find(sender: string, id: string): Promise<InboxRow | undefined>;
  findByDigest(digest: string): Promise<InboxRow | undefined>;
  /** Destroys the content of a received message; keeps JWT, digests, receipts. */
  erase(digest: string, at: string): Promise<void>;
  /** Digests of the messages of a sender under a key, in any state, whose content is still held. */
  heldUnder(key: HeldKey, sender: string): Promise<readonly string[]>;
  /** As {@link Outbox.overdue}. */
  overdue(day: string, limit: number): Promise<readonly string[]>;
  counts(): Promise<{ readonly inbox: number; readonly quarantined: number }>;
  /** Receipts given for a sealed package that was judged, to be given again. */
  receiptsFor(sealedDigest: string): Promise<readonly string[] | undefined>;
  /**
   * Stores a refusal; of refusals without a known sender the newest `keep` stay. Octets whose sender is known keep it:
   * anybody can post them again when they can be opened no more.
   */
  addRefusal(row: RefusalRow, keep: number): Promise<void>;
  findRefusal(sealedDigest: string): Promise<RefusalRow | undefined>;
}

/** What waits in quarantine. Partners fill it, so that only what is asked for is read. */
export interface Quarantine {
  /** Messages in quarantine, mended or not, newest first, before a place; at most `limit`. */
  list(limit?: number, before?: number): Promise<readonly QuarantinedRow[]>;
  /**
   * Digests of the messages in quarantine that an accepted one mends: of the same sender, and named by it as
   * what it answers, or of the same exchange and type.
   */
  mendable(by: Mending): Promise<readonly string[]>;
  /** How many messages of a sender wait in quarantine, hold content and are not mended. */
  countUnmended(sender: string): Promise<number>;
  /** Digests of what was not mended by `at`, where that is not recorded (`mendOverdue`), at most `limit`. */
  overdue(at: string, limit: number): Promise<readonly string[]>;
  /** Notes what mended a quarantined message; there is no time left for it then. */
  mend(digest: string, by: string): Promise<void>;
}

/** One message that was received. */
export interface ReplayEntry {
  /** Entity id of the sender. */
  readonly iss: string;
  /** Id of the message, unique to its sender. */
  readonly jti: string;
  /** SHA-256 of the signed message, base64url. */
  readonly digest: string;
  /** Until when the id is kept. The digest is kept for ever. */
  readonly keepUntil: Date;
}

/** Which messages were received. */
export interface ReplayMemory {
  /** Whether the id or the digest of a message is there. */
  has(ids: Pick<ReplayEntry, "iss" | "jti" | "digest">): Promise<boolean>;
  /**
   * Stores an entry, unless its id or digest is there: then nothing is stored.
   *
   * Atomic: of two calls with the same id or digest at the same time, one is `"new"`.
   */
  insert(entry: ReplayEntry): Promise<"new" | "seen-jti" | "seen-digest">;
  /** Forgets ids whose time is over at `now`; never a digest. Returns how many. */
  prune(now: Date): Promise<number>;
}

/** The clocks of requests, received and sent. */
export interface Answers {
  setClock(box: "inbox" | "outbox", digest: string, clock: AnswerClock): Promise<void>;
  /** Requests that are not answered and not erased, the first to end first, at most `limit`. */
  open(limit: number): Promise<readonly OpenAnswer[]>;
  /** Digests of those whose time ended before `at`, where that is not recorded (`answerOverdue`), at most `limit`. */
  overdue(at: string, limit: number): Promise<readonly string[]>;
  /** Requests that are not answered, and those of them whose time ended before `at`. */
  count(at: string): Promise<{
    readonly owed: { readonly open: number; readonly overdue: number };
    readonly awaited: { readonly open: number; readonly overdue: number };
  }>;
}

/** Messages in return that are not signed yet. */
export interface Replies {
  add(reply: PendingReply): Promise<void>;
  /** Those whose next attempt is due: its time has come, or the clock was set back. The oldest first, at most `limit`. */
  due(now: number, limit: number): Promise<readonly StoredReply[]>;
  /** Notes an attempt that failed. */
  postpone(id: string, pause: Pause): Promise<void>;
  find(id: string): Promise<StoredReply | undefined>;
  remove(id: string): Promise<void>;
  count(): Promise<number>;
}

/** What happened, found by an index each time: it is kept for good, and grows. */
export interface Events {
  add(event: EventRow): Promise<void>;
  has(kind: string, ref: string): Promise<boolean>;
  /** Every event of a kind, oldest first. */
  list(kind: string): Promise<readonly EventRow[]>;
  /** Events of a kind whose `ref` is a digest, or begins with it and a space, oldest first. */
  about(kind: string, digest: string): Promise<readonly EventRow[]>;
  /** Events of a kind after a place, oldest first, at most `limit`. */
  after(kind: string, position: number, limit: number): Promise<readonly PlacedEvent[]>;
  /** Events of a kind before a place, newest first, at most `limit`. */
  before(kind: string, position: number, limit: number): Promise<readonly PlacedEvent[]>;
}

/** Notes of an agency's program about itself, each under a name. They hold no case data. */
export interface Marks {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
}
