import type {
  AnswerClock,
  DueReview,
  Label,
  OpenAnswer,
  Pause,
  PendingReply,
  StoredReply,
} from "./rows.ts";

/** The clocks of requests, received and sent. */
export interface Answers {
  setClock(box: "inbox" | "outbox", digest: string, clock: AnswerClock): Promise<void>;
  /** Requests neither answered nor erased, earliest end first, after one of them, at most `limit`. */
  open(
    limit: number,
    after?: { readonly by: string; readonly digest: string },
  ): Promise<readonly OpenAnswer[]>;
  /**
   * Digests of those that ended before `at` without an event `answerOverdue` since their end, at most `limit`.
   *
   * @param purpose - Left out: of every purpose.
   */
  overdue(at: string, limit: number, purpose?: string): Promise<readonly string[]>;
  /** Counts the requests without an answer, and those of them whose time ended before `at`. */
  count(
    at: string,
  ): Promise<Record<"owed" | "awaited", { readonly open: number; readonly overdue: number }>>;
}

/**
 * The reviews that messages received ask for, and nobody has recorded: by `reviewBy`, whether the data are still needed. What is
 * erased needs none.
 */
export interface Reviews {
  /** Sets by which day a message has to be reviewed. Left out: no review of it is due any more. */
  set(digest: string, by?: string): Promise<void>;
  /** Messages whose review is due on some days, the earliest first, after one of them, at most `limit`. */
  open(
    days: { readonly from?: string | undefined; readonly by?: string | undefined },
    limit: number,
    after?: { readonly by: string; readonly digest: string },
  ): Promise<readonly DueReview[]>;
  /** By which day some messages have to be reviewed, by digest. Those of which none is due are left out. */
  among(digests: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Digests of those whose day is before `day` without an event `retentionReviewOverdue`, at most `limit`. */
  overdue(day: string, limit: number): Promise<readonly string[]>;
  /** Counts the reviews that are due, and those of them whose day is before `day`. */
  count(day: string): Promise<{ readonly open: number; readonly overdue: number }>;
  /**
   * Hands out messages that an earlier version stored without the day, each once, at most `limit`: what was signed says it. A store
   * that never had such messages has none.
   */
  takeUnread(limit: number): Promise<{
    readonly rows: readonly { readonly digest: string; readonly jwt: string }[];
    readonly isMore: boolean;
  }>;
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
