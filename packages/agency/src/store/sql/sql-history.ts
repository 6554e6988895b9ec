import type { HistoryNote, HistoryStore } from "@safepassage/history";
import type { Async } from "../ports.ts";

/** A history that can be written, in the transaction of the message itself. */
export interface SqlHistory extends Async<HistoryStore> {
  add(note: HistoryNote): Promise<void>;
  /** Reduces a note to its evidence. */
  erase(digest: string): Promise<void>;
  /** Removes the note of a message that was never posted. Events that it tells of stay: they happened. */
  forget(digest: string): Promise<void>;
  /** Removes the note of a message that was never posted, and whose place another one has taken. */
  remove(digest: string): Promise<void>;
  /**
   * Marks a posted message as not taken, as its recipient says. What it says of persons counts as told; what it
   * tells its recipient does not.
   */
  refuse(digest: string): Promise<void>;
  /** Marks it as taken after all. */
  restore(digest: string): Promise<void>;
}
