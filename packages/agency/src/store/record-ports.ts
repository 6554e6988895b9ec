import type { ChangeRow, EventFilter, EventRow, Part, Placed, PlacedEvent } from "./rows.ts";

/** Recorded events. They are kept for good and grow, so each function uses an index. */
export interface Events {
  add(event: EventRow): Promise<void>;
  /** Whether there is one; with a code, one with that code. */
  has(kind: string, ref: string, code?: string): Promise<boolean>;
  /** Events of a kind whose `ref` is a digest, or begins with it and a space, oldest first. */
  about(kind: string, digest: string): Promise<readonly EventRow[]>;
  /** The other party of each message, or refused package, that a `ref` is the digest of. Of some there is none. */
  partners(refs: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Events of every kind about one message before a place, newest first, at most `limit`. */
  of(digest: string, limit: number, before?: number): Promise<readonly PlacedEvent[]>;
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
  /** Events of some kinds before a place, newest first. A part may be short, or empty, and lead on all the same. */
  list(
    kinds: readonly string[],
    filter: EventFilter,
    limit: number,
    before?: number,
  ): Promise<Part<PlacedEvent>>;
}

/** What those who follow the messages of an agency are told, for some weeks. */
export interface Changes {
  add(changes: readonly ChangeRow[]): Promise<void>;
  /** Changes after a place, oldest first, at most `limit`. */
  after(position: number, limit: number): Promise<readonly Placed<ChangeRow>[]>;
  /** The places of the first and the last that are known; 0 where there are none. */
  span(): Promise<{ readonly first: number; readonly last: number }>;
  /** Forgets those before a time but the newest, at most `limit`. Returns how many. */
  forget(before: string, limit: number): Promise<number>;
}

/** Notes of the program about itself, each under a name. They hold no case data. */
export interface Marks {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  /** Sets what has a value now. Returns whether it had that one; else nothing is set. */
  replace(name: string, before: string, value: string): Promise<boolean>;
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

/** Erasures that the recipients of messages have not certified. */
export interface Recalls {
  /** Notes that the recipient of a message was asked to erase it. The first time stays. */
  ask(digest: string, at: string): Promise<void>;
  /** Notes the certificate of an erasure of a message whose copy here stays. The first one stays. */
  certify(digest: string, certificate: string): Promise<void>;
  /**
   * Digests of messages whose recipient has signed that it has them, was asked for their erasure by `before`, and has not
   * certified it, without an event `certificateOverdue`. Only those whose day of erasure is not before `day`, at most `limit`.
   */
  overdue(before: string, day: string, limit: number): Promise<readonly string[]>;
  /** Counts such messages: all of them, and those that were asked for by `before`. */
  count(before: string, day: string): Promise<{ readonly open: number; readonly overdue: number }>;
  /**
   * By what a message that was posted and is erased here can still be withdrawn: each consent that it rests on alone, with its
   * exchange. None once its recipient has certified, or its day of erasure is over.
   */
  of(digest: string): Promise<readonly { readonly consent: string; readonly exchangeId: string }[]>;
  /** Digests of the messages that {@link of} knows by a consent. */
  on(consentRef: string): Promise<readonly string[]>;
  /** Forgets messages whose day of erasure is before a day. */
  prune(day: string): Promise<void>;
}

/**
 * What messages were sent on: the agency's own consent records, by keyed hashes, and the references that recipients know them by. Each
 * message has references of its own, so that no two recipients find out that they have the same person's.
 */
export interface Consents {
  /** The references of the messages that were sent on a record and are held, or erased here and not certified yet. */
  refsOn(record: string): Promise<readonly string[]>;
  /** Names of the records that a reference stands for: none where the consent is another agency's. */
  recordsOf(ref: string): Promise<readonly string[]>;
}
