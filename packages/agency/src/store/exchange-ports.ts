import type { AnswerClock, Label, OpenAnswer, Pause, PendingReply, StoredReply } from "./rows.ts";

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

/** Messages by the cases and persons of the agency that they are about, while their content is held. */
export interface LabelledMessages {
  /** Adds labels to a message. Returns false for one whose content is not held. */
  add(box: "inbox" | "outbox", digest: string, labels: readonly Label[]): Promise<boolean>;
  /** The messages under a label, at most `limit`, in no order. */
  find(
    label: Label,
    limit: number,
  ): Promise<readonly { readonly digest: string; readonly own: boolean }[]>;
  /**
   * Digests of the messages sent whose notes name a person, at most `limit`, in no order. Those from before there were
   * labels have no other name.
   *
   * @param person - As notes name persons.
   */
  noted(person: string, limit: number): Promise<readonly string[]>;
}

/** Which messages answer which, while the content of the one that answers is held. */
export interface ReplyLinks {
  /** What each of some messages answers, digest by digest. One that answers nothing is left out. */
  answered(digests: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Digests of the messages that answer one, sent or received, at most `limit`, in no order that says anything. */
  answering(digest: string, limit: number): Promise<readonly string[]>;
}
