import type { MessageRecord, PersonMention } from "@safepassage/schema";

/**
 * What an agency notes of a message that it sent or accepted, to judge later ones by: codes, ids, digests and
 * weights. The only value of a person is her pseudonym.
 *
 * When the message is erased, what is evidence stays: who sent what when to whom, under which
 * conditions, and which digests it corrects.
 */
export interface HistoryNote {
  /** As the index takes it. People are in `mentions`. */
  readonly record: Omit<MessageRecord, "people">;
  /** Whether this agency sent it. */
  readonly own: boolean;
  /** Whether nothing but consent permits it. */
  readonly onConsentAlone: boolean;
  /** What it says has happened to messages that it names. */
  readonly events?: readonly NotedEvent[];
  /** Digests of the messages that it wants erased; others that it names it may want restricted only. */
  readonly erases?: readonly string[];
  /** Until when it puts an answer off. */
  readonly extendsTo?: string;
  /** It is the final answer to what it replies to. */
  readonly answers?: true;
  /** Digests of the messages that it draws on. Left out: nobody said. */
  readonly sources?: readonly string[];
  /**
   * It did not reach its recipient, or the recipient says that it refused it: the event happened, and the recipient
   * does not know. What a posted message says of persons counts as told all the same.
   */
  readonly undelivered?: true;
  readonly mentions: readonly Mention[];
}

/** What a message says has happened to other messages. */
export interface NotedEvent {
  readonly kind: string;
  /** What becomes of their content: `erased`, `restricted`. */
  readonly content?: string;
  /** Their digests. */
  readonly messages: readonly string[];
}

/** A note as a store returns it. Mentions are looked up by person. */
export type StoredNote = Omit<HistoryNote, "mentions">;

/** What a message said of one person. */
export interface Mention extends Omit<PersonMention, "person"> {
  /** Name of the person in the agency's own index, as a keyed hash. Left out: nobody said. */
  readonly person?: string;
}

/** One mention, and the message it is in. */
export interface StoredMention extends Pick<HistoryNote, "record" | "own" | "undelivered"> {
  readonly mention: Mention;
}

/**
 * The notes of one agency, found by indexed keys: a look-up costs what it finds, not what there is.
 *
 * Notes come and go with their messages, in the same transaction. Of a message that was never posted only the events
 * stay that it tells of. The note of one that was posted and refused stays whole: that nobody read it is only what its
 * recipient says.
 */
export interface HistoryStore {
  find(digest: string): StoredNote | undefined;
  /**
   * The message with this id that was exchanged with another agency. Of two it is our own: the other agency may have
   * given our id to a message of its own.
   */
  findById(id: string, other: string): StoredNote | undefined;
  /**
   * The message with this id, as {@link findById} finds it, that which it answers, and so on: at most `limit`. It is one question: a partner
   * may have made a chain of hundreds of messages.
   */
  chainFrom(id: string, other: string, limit: number): readonly StoredNote[];
  /**
   * Messages under a key, oldest first; of more than `limit` the newest.
   *
   * @param only - Whose messages count. Anybody can write the keys: without it, a stranger's messages could push out
   *   those that are wanted, pass for them, or make them costly to find.
   */
  under(key: HistoryKey, limit: number, only: NoteFilter): readonly StoredNote[];
  /** The digests of the same: a caller with many keys reads each note once. */
  digestsUnder(key: HistoryKey, limit: number, only: NoteFilter): readonly string[];
  /** The person that a pseudonym was said to stand for. */
  personBehind(pseudonym: string): string | undefined;
  /**
   * What was said of a person, or under a pseudonym, oldest first; of more than `limit` the newest.
   *
   * @param own - By this agency, or by others.
   */
  mentionsOf(
    person: string,
    pseudonym: string,
    limit: number,
    own: boolean,
  ): readonly StoredMention[];
  /** Whether any person is noted whose name does not begin so, and was made with another key. */
  hasStrangers(prefix: string): boolean;
}

/** Whose messages are looked up: those that this agency sent, or those exchanged with one other. */
export type NoteFilter =
  | { readonly own: true; readonly other?: string }
  | { readonly other: string; readonly own?: boolean };

/** What messages are looked up by. */
export type HistoryKey =
  /** Messages that correct or recall the one with this digest. */
  | { readonly kind: "names"; readonly key: string }
  /** Messages that draw on the one with this digest. */
  | { readonly kind: "source"; readonly key: string }
  /** Messages that answer the one with this id. */
  | { readonly kind: "reply"; readonly key: string }
  /** Messages of this exchange that name the kind of a search, or the phase of a breach, or that close it. */
  | { readonly kind: "search" | "breach" | "closing"; readonly key: string };
