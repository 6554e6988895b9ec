import type { DecodedMessage, EventRecord, ExchangeEntry, HeldMessage } from "@safepassage/schema";
import type { HistoryStore, StoredNote } from "./history-store.ts";

/** What one agency knows of earlier messages: its notes, and a little about the messages that it still holds. */
export interface HistorySource {
  /** Entity id of the agency. */
  readonly self: string;
  readonly notes: HistoryStore;
  readonly personNames: PersonNames;
  /** Whether this agency gave the id to a message of its own. */
  isOwnId(id: string): boolean;
  /** A noted message as accepted corrections have left it; `undefined` if none changed it, or it is not held. */
  readCorrected(note: StoredNote): DecodedMessage | undefined;
  /** When the law wants a noted message answered; `undefined` if the message is no longer held. */
  findDeadlines(note: StoredNote): HeldDeadlines | undefined;
  /** A noted message as it stands, and until when it is held; `undefined` if its content is not held. */
  findAnswered(
    note: StoredNote,
  ): { readonly message: DecodedMessage; readonly eraseBy: string } | undefined;
  /** When the recipient of a noted message of this agency accepted it; `undefined` if it has not. */
  acceptedAt(note: StoredNote): string | undefined;
  /** What reviews and updates decided about a message, in the order in which they came. */
  retentionOf(digest: string): readonly EventRecord[];
  /**
   * The message that a correction gives new values, where it is held and the sender of the correction may know that.
   * May throw where nobody can say how it stands.
   */
  findHeld(correction: DecodedMessage, digest: string): Omit<HeldMessage, "history"> | undefined;
}

/** Deadlines of a message that is held. */
export interface HeldDeadlines {
  /** Empty once it is answered. Left out: the law sets no time, and what the message says counts. */
  readonly byLaw?: Pick<ExchangeEntry, "deadline" | "indirectDeadline">;
}

/** Names of persons in the agency's own index, as the store may hold them. */
export interface PersonNames {
  /** Every name made with the agency's key begins so; names made with another key do not. */
  readonly prefix: string;
  /** The name of a person whom the case system knows by an id. */
  nameOf(id: string): string;
}
