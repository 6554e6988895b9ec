import type { HeldKey, HistoryStore } from "@safepassage/history";
import type {
  AnswerClock,
  BoxFilter,
  ChangeRow,
  DraftApproval,
  DraftRow,
  DueRow,
  EventRow,
  InboxRow,
  Label,
  ListedInbox,
  ListedOutbox,
  NewDraftRow,
  NewInboxRow,
  NewOutboxRow,
  OpenAnswer,
  OutboxChange,
  OutboxRow,
  OutboxState,
  Part,
  Pause,
  PendingReply,
  Placed,
  PlacedEvent,
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
   * Makes sure that the store can be used; a transaction does it too. A store that is always ready leaves it out.
   *
   * @throws AgencyError `GATEWAY_KEYS_MISSING`, `GATEWAY_KEYS_DIFFER`, `GATEWAY_STORE_*`.
   */
  ready?(): Promise<void>;
  /**
   * Runs reads and writes as one: all of the writes survive, or, if `work` throws, none. When it resolves they are
   * durable: they survive a kill and a power cut. Transactions run one after the other; a nested one would wait for
   * itself.
   *
   * @throws AgencyError `GATEWAY_STORE_FULL`, `GATEWAY_STORE_UNREADABLE`.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Removes the last copies of erased data from the files. */
  scrub(): Promise<void>;
  /**
   * Whether the disk is still full after a failed write. A store that cannot tell leaves it out.
   *
   * @throws AgencyError `GATEWAY_STORE_*` if after a failure it still cannot be written for another reason.
   * @see docs/spec/gateway-store.md#full-or-damaged-disk
   */
  isFull?(): Promise<boolean>;
  /** Waits for what is under way, and closes the files. */
  close(): Promise<void>;
}

/** What a transaction reads and writes. Not valid after its end. */
export interface Tx {
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly quarantine: Quarantine;
  readonly replay: ReplayMemory;
  readonly history: Async<HistoryStore>;
  readonly answers: Answers;
  readonly replies: Replies;
  readonly erasures: Erasures;
  readonly people: People;
  readonly events: Events;
  readonly changes: Changes;
  readonly drafts: Drafts;
  readonly labels: LabelledMessages;
  readonly marks: Marks;
}

/** A port whose functions return promises. */
export type Async<Port> = {
  readonly [Name in keyof Port]: Port[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Result>
    : never;
};

/** What is true of messages of an exchange. A partner chooses how many there are, so no other is read. */
export type HeldThat =
  | { readonly kind: "ofType"; readonly messageType: string }
  /** Their last day is not before `from`, and before `before`. */
  | { readonly kind: "until"; readonly from: string; readonly before: string }
  /** They are of one of these purposes, and held longer than its day. */
  | {
      readonly kind: "beyond";
      readonly ends: readonly { readonly purpose: string; readonly day: string }[];
    }
  /** An answer to them is owed or awaited. */
  | { readonly kind: "unanswered" };

/** Messages that this agency sends, and their proof after erasure. */
export interface Outbox {
  /** @throws where id, digest or submission are there already. */
  add(row: NewOutboxRow): Promise<void>;
  find(id: string): Promise<OutboxRow | undefined>;
  findByDigest(digest: string): Promise<OutboxRow | undefined>;
  /** Finds the message of a submission by its key. Without `request` it is erased. */
  findSubmission(
    key: string,
  ): Promise<{ readonly row: OutboxRow; readonly request: string | undefined } | undefined>;
  /**
   * Rows in state queued or sending whose next attempt is due: its time has come, or the clock was set back to before
   * that time was chosen. Emergencies first, then the oldest. For each recipient at most `limit` emergencies and as many
   * others, so that one recipient's rows hide nobody else's.
   * A row that was posted and then erased is due at its delivery deadline: it is not sent again, but may arrive until
   * then.
   */
  due(now: number, limit: number): Promise<readonly DueRow[]>;
  /** Changes a message. Returns its digest if it is in another state than before. */
  change(id: string, change: OutboxChange): Promise<string | undefined>;
  /**
   * Puts the same message, signed again, in the place of one: it gets the idempotency key. The one before is `replaced`
   * for good. If it was never posted, its content is destroyed and its note removed: nobody has it.
   */
  replace(id: string, by: NewOutboxRow, at: string): Promise<void>;
  /** Makes due at once what is open, names another catalogue than this one, and waits for its next attempt. */
  wake(profile: string, now: number): Promise<void>;
  /**
   * Destroys the content and ciphertext of a sent message; keeps JWT, digests, receipts. On a second call only the
   * certificate is added: the time of the first erasure stays.
   */
  erase(digest: string, at: string, certificate?: string): Promise<void>;
  /** Sets the last day on which a message is held. */
  retain(digest: string, eraseBy: string): Promise<void>;
  /** Digests of the messages to a recipient under a key whose content is held, in any state. */
  heldUnder(key: HeldKey, recipient: string): Promise<readonly string[]>;
  /** Digests of the messages that were sent on a consent, to whomever, and whose content is held. In no order that says anything. */
  heldOn(consentRef: string): Promise<readonly string[]>;
  /** Digests of the messages to a recipient in an exchange of which something is true, and whose content is held. */
  heldIn(exchangeId: string, recipient: string, that: HeldThat): Promise<readonly string[]>;
  /** Digests of messages not erased whose `eraseBy` is before a day, longest due first. */
  overdue(day: string, limit: number): Promise<readonly string[]>;
  counts(): Promise<Readonly<Record<OutboxState, number>>>;
  /**
   * Lists messages before a place, newest first, at most `limit`. It looks at a bounded number of rows, so a part may be
   * short, or empty, before the end of the list.
   */
  list(filter: BoxFilter, limit: number, before?: number): Promise<Part<ListedOutbox>>;
}

/** Messages received, and records of refused packages. */
export interface Inbox {
  /** @throws where sender and id, digest or sealed digest are there already. */
  add(row: NewInboxRow): Promise<void>;
  find(sender: string, id: string): Promise<InboxRow | undefined>;
  findByDigest(digest: string): Promise<InboxRow | undefined>;
  /** Destroys the content of a received message; keeps JWT, digests, receipts. */
  erase(digest: string, at: string): Promise<void>;
  /** As {@link Outbox.retain}. */
  retain(digest: string, eraseBy: string): Promise<void>;
  /** Digests of the messages of a sender under a key whose content is held, in any state. */
  heldUnder(key: HeldKey, sender: string): Promise<readonly string[]>;
  /** As {@link Outbox.heldIn}. */
  heldIn(exchangeId: string, sender: string, that: HeldThat): Promise<readonly string[]>;
  /** As {@link Outbox.overdue}. */
  overdue(day: string, limit: number): Promise<readonly string[]>;
  counts(): Promise<{ readonly inbox: number; readonly quarantined: number }>;
  /** Finds the receipts for a sealed package that was judged before, to give them again. */
  receiptsFor(sealedDigest: string): Promise<readonly string[] | undefined>;
  /** Finds the receipts for a message that was judged before, under whatever seal it came. */
  receiptsOf(sender: string, digest: string): Promise<readonly string[] | undefined>;
  /**
   * Stores a refusal; of those without a known sender only the newest `keep` stay. A known sender is never overwritten
   * by an unknown one: anybody can post the octets again once they cannot be opened any more.
   */
  addRefusal(row: RefusalRow, keep: number): Promise<void>;
  findRefusal(sealedDigest: string): Promise<RefusalRow | undefined>;
  /** As {@link Outbox.list}. */
  list(filter: BoxFilter, limit: number, before?: number): Promise<Part<ListedInbox>>;
  /** Lists refusals before a place, newest first, at most `limit`. */
  listRefusals(limit: number, before?: number): Promise<Part<RefusalRow>>;
}

/** Messages in quarantine. Partners can fill it, so nothing is read that was not asked for. */
export interface Quarantine {
  /**
   * Digests of the quarantined messages that an accepted one of the same sender mends: those that it answers, and those
   * of the same exchange and type.
   *
   * @param by - `inReplyTo` is the id of the message that the accepted one answers.
   */
  mendable(
    by: Record<"sender" | "inReplyTo" | "exchangeId" | "messageType", string>,
  ): Promise<readonly string[]>;
  /** Counts a sender's messages in quarantine that hold content and are not mended. */
  countUnmended(sender: string): Promise<number>;
  /** Digests of messages not mended by `at` without an event `mendOverdue`, at most `limit`. */
  overdue(at: string, limit: number): Promise<readonly string[]>;
  /** Records which message mended a quarantined one, and removes its time limit. */
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
  /** The id is kept until then; the digest for ever. */
  readonly keepUntil: Date;
}

/** The memory of received messages, against replays. */
export interface ReplayMemory {
  /** Whether the id or the digest of a message is known. */
  has(ids: Pick<ReplayEntry, "iss" | "jti" | "digest">): Promise<boolean>;
  /**
   * Stores an entry, unless its id or digest is there: then nothing is stored.
   *
   * Atomic: of two calls with the same id or digest at the same time, one is `"new"`.
   */
  insert(entry: ReplayEntry): Promise<"new" | "seen-jti" | "seen-digest">;
  /** Forgets ids that are kept no longer than `now`; never a digest. Returns how many. */
  prune(now: Date): Promise<number>;
}

/** The clocks of requests, received and sent. */
export interface Answers {
  setClock(box: "inbox" | "outbox", digest: string, clock: AnswerClock): Promise<void>;
  /** Requests neither answered nor erased, earliest end first, after one of them, at most `limit`. */
  open(
    limit: number,
    after?: { readonly by: string; readonly digest: string },
  ): Promise<readonly OpenAnswer[]>;
  /** Digests of those that ended before `at` without an event `answerOverdue`, at most `limit`. */
  overdue(at: string, limit: number): Promise<readonly string[]>;
  /** Counts the requests without an answer, and those of them whose time ended before `at`. */
  count(
    at: string,
  ): Promise<Record<"owed" | "awaited", { readonly open: number; readonly overdue: number }>>;
}

/** Replies that are not signed yet. */
export interface Replies {
  add(reply: PendingReply): Promise<void>;
  /** Replies whose next attempt is due: its time has come, or the clock was set back. Oldest first, at most `limit`. */
  due(now: number, limit: number): Promise<readonly StoredReply[]>;
  /** Records a failed attempt. */
  postpone(id: string, pause: Pause): Promise<void>;
  find(id: string): Promise<StoredReply | undefined>;
  remove(id: string): Promise<void>;
}

/** What is remembered about officers who sign in. They are named by keyed hashes. */
export interface People {
  /**
   * Locks an officer out, until {@link unlock}.
   *
   * @param officer - The staff id, encrypted under the agency's key.
   */
  lock(name: string, officer: string, at: string): Promise<void>;
  /** Returns whether the officer was locked out. */
  unlock(name: string): Promise<boolean>;
  isLocked(name: string): Promise<boolean>;
  /** Those who are locked out, the last first, at most `limit`. */
  locked(limit: number): Promise<readonly { readonly officer: string; readonly at: string }[]>;
  /**
   * Remembers a proof of possession until a time in milliseconds since 1970. Returns false if it was used before.
   *
   * Atomic: of two calls with the same proof at the same time, one is true.
   */
  useProof(id: string, until: number): Promise<boolean>;
  /** Forgets proofs that are remembered no longer than `now`. */
  forgetProofs(now: number): Promise<void>;
}

/** Erasures that are on their way. */
export interface Erasures {
  /** Whether the content of a message is gone from the tables, and its key still has to be destroyed. */
  isPending(digest: string): Promise<boolean>;
}

/** Recorded events. They are kept for good and grow, so each function uses an index. */
export interface Events {
  add(event: EventRow): Promise<void>;
  has(kind: string, ref: string): Promise<boolean>;
  /** Events of a kind whose `ref` is a digest, or begins with it and a space, oldest first. */
  about(kind: string, digest: string): Promise<readonly EventRow[]>;
  /** Events of every kind about one message, oldest first, at most `limit`. */
  of(digest: string, limit: number): Promise<readonly EventRow[]>;
  /**
   * Of those that {@link about} gives, the last by their `ref`, at most `limit`. Where a time follows the digest, these
   * are the newest, newest first. However many there are, only these are read.
   */
  last(kind: string, digest: string, limit: number): Promise<readonly EventRow[]>;
  /** Events of a kind after a place, oldest first, at most `limit`. */
  after(kind: string, position: number, limit: number): Promise<readonly PlacedEvent[]>;
  /** Events of a kind before a place, newest first, at most `limit`; with a digest only those that {@link about} gives. */
  before(
    kind: string,
    position: number,
    limit: number,
    digest?: string,
  ): Promise<readonly PlacedEvent[]>;
}

/** Messages that are not submitted yet. */
export interface Drafts {
  add(row: NewDraftRow): Promise<void>;
  find(id: string): Promise<DraftRow | undefined>;
  /** Lists open drafts before a place, newest first, at most `limit`. */
  list(limit: number, before?: number): Promise<Part<DraftRow>>;
  /** Changes an open draft that is still at a revision; its approval ends. Returns false if it is at another. */
  change(id: string, revision: number, row: Omit<NewDraftRow, "id">): Promise<boolean>;
  approve(id: string, approval: DraftApproval): Promise<void>;
  /** Destroys what a draft asks for. It was sent as `message`, or is deleted. */
  settle(id: string, at: string, message?: string): Promise<void>;
  /** Ids of open drafts that nobody has changed since a time, at most `limit`. */
  overdue(before: string, limit: number): Promise<readonly string[]>;
}

/** Messages by the cases and persons of the agency that they are about, while their content is held. */
export interface LabelledMessages {
  /** Adds labels to a message. Returns false for one whose content is not held. */
  add(box: "inbox" | "outbox", digest: string, labels: readonly Label[]): Promise<boolean>;
  /** The messages under a label, at most `limit`, in no order. */
  find(
    label: Label,
    limit: number,
  ): Promise<readonly { readonly digest: string; readonly own: boolean }[]>;
}

/** What those who follow the messages of an agency are told, for some weeks. */
export interface Changes {
  add(changes: readonly ChangeRow[]): Promise<void>;
  /** Changes after a place, oldest first, at most `limit`. */
  after(position: number, limit: number): Promise<readonly Placed<ChangeRow>[]>;
  /** The places of the first and the last that are known; 0 where there are none. */
  span(): Promise<{ readonly first: number; readonly last: number }>;
  /** Forgets those before a time, at most `limit`. Returns how many. */
  forget(before: string, limit: number): Promise<number>;
}

/** Notes of the program about itself, each under a name. They hold no case data. */
export interface Marks {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
}
