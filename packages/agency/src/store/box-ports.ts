import type { HeldKey } from "@safepassage/history";
import type { Need } from "./need.ts";
import type {
  BoxFilter,
  DueRow,
  InboxRow,
  ListedInbox,
  ListedOutbox,
  NewInboxRow,
  NewOutboxRow,
  OutboxChange,
  OutboxRow,
  OutboxState,
  Part,
  RefusalFilter,
  RefusalRow,
} from "./rows.ts";

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
  /**
   * Makes due at once what is open and waits for its next attempt: what names another catalogue than this one, or what
   * has failed last for one of some reasons, to one recipient or to all.
   */
  wake(
    which:
      | { readonly notOf: string }
      | { readonly recipient?: string; readonly lastErrors: readonly string[] },
    now: number,
  ): Promise<void>;
  /**
   * Destroys the content and ciphertext of a sent message; keeps JWT, digests, receipts. On a second call only the
   * certificate is added: the time of the first erasure stays.
   */
  /** Destroys the content. Returns whether the message had never been posted: its state is `unsent` from now on. */
  erase(digest: string, at: string, certificate?: string): Promise<boolean>;
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
   * Stores a refusal. A known sender is never overwritten by an unknown one: anybody can post the octets again once they
   * cannot be opened any more. The same message under another seal, refused for the same, is not stored again.
   *
   * Only the newest `keep` of each sender stay, and of those without a known one, but for what was rejected by a rule and
   * what an alarm is about.
   *
   * @param need - What it needs where little room is left. Default: room.
   * @throws AgencyError `GATEWAY_STORE_FULL` where it gets no more of it.
   */
  addRefusal(row: RefusalRow, keep: number, need?: Need): Promise<void>;
  /** Whether a refusal of a message is kept, under whatever seal it came. */
  wasRefused(digest: string): Promise<boolean>;
  findRefusal(sealedDigest: string): Promise<RefusalRow | undefined>;
  /** As {@link Outbox.list}. */
  list(filter: BoxFilter, limit: number, before?: number): Promise<Part<ListedInbox>>;
  /** Lists refusals, as {@link Outbox.list} does messages. */
  listRefusals(filter: RefusalFilter, limit: number, before?: number): Promise<Part<RefusalRow>>;
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
