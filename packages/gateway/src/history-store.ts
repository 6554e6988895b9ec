import type { MessageRecord, PersonMention } from "@safepassage/schema";

/**
 * What is noted of a message that was sent or accepted, so that later ones can be judged by it:
 * codes, ids, digests and weights, and no value of a person but her pseudonym.
 *
 * When the message is erased, what is evidence stays: who sent what when to whom, under which
 * conditions, and which digests it corrects.
 */
export interface HistoryNote {
  /** As the validator's index takes it. People are in `mentions`. */
  readonly record: Omit<MessageRecord, "people">;
  /** Whether this agency sent it. */
  readonly own: boolean;
  /** Whether nothing but consent permits it. */
  readonly onConsentAlone: boolean;
  /** What it tells of that happened to messages it names. */
  readonly events?: readonly NotedEvent[];
  /** Digests of the messages that it wants erased: it may want less of others that it names. */
  readonly erases?: readonly string[];
  /** Until when it puts an answer off. */
  readonly extendsTo?: string;
  /** Whether it answers for good what it replies to. */
  readonly answers?: true;
  /** Digests of the messages that it draws on. Left out: nobody said. */
  readonly sources?: readonly string[];
  /**
   * It did not reach its recipient, or was posted and, as its recipient says, not taken: what it tells of happened, and
   * nobody was told. What a message that was posted says of persons counts as told all the same.
   */
  readonly undelivered?: true;
  readonly mentions: readonly Mention[];
}

/** What a message tells of that happened to others. */
export interface NotedEvent {
  readonly kind: string;
  /** What becomes of their content: `erased`, `restricted`. */
  readonly content?: string;
  /** Their digests. */
  readonly messages: readonly string[];
}

/** A note as it is looked up: who is mentioned is asked for by person. */
export type StoredNote = Omit<HistoryNote, "mentions">;

/** What a message said of one person. */
export interface Mention extends Omit<PersonMention, "person"> {
  /** Name of the person in the agency's own index, as a keyed hash. Left out: nobody said. */
  readonly person?: string;
}

/** One mention, and the message it is in. */
export interface StoredMention {
  readonly record: Omit<MessageRecord, "people">;
  readonly own: boolean;
  readonly mention: Mention;
  /** As of {@link HistoryNote}. */
  readonly undelivered?: true;
}

/**
 * What concerns a message, by indexed keys: a look-up costs what it finds, not what there is.
 *
 * Notes come and go with their messages, in the same transaction. A message that was never posted is forgotten, but for
 * what it tells of that happened. One that was posted and refused is not: that it was not read is its recipient's word.
 */
export interface HistoryStore {
  find(digest: string): StoredNote | undefined;
  /**
   * The message with an id that was exchanged with another agency. Of two, the own one: the other agency
   * may give an id of ours to a message of its own.
   */
  findById(id: string, other: string): StoredNote | undefined;
  /**
   * Messages under a key, oldest first; of more than `limit` the newest.
   *
   * @param only - Whose messages count. What is looked up by is anybody's to write: others than those
   *   whose word is asked for could push out, or stand for, what these have written, or make it dear to find.
   */
  under(key: HistoryKey, limit: number, only: NoteFilter): readonly StoredNote[];
  /** The same as digests: for who asks for the same notes under many keys, and reads each once. */
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
  /** Whether a person is noted whose name does not begin so: it was made with another key. */
  hasStrangers(prefix: string): boolean;
}

/** Whose messages are looked up: those that this agency sent, or those exchanged with another one. */
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
  /** Messages of this exchange that name the kind of a search, or the phase of a breach. */
  | { readonly kind: "search" | "breach"; readonly key: string };
