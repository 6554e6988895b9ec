import type { ErasureEntry } from "../keys/message-keys.ts";
import type { BackupRow } from "./format.ts";

/** What a database knows that a restore replaces. Of one that is lost or damaged, nothing. */
export interface Before {
  /** Erasures that it has not journalled: it was killed first. */
  readonly pending: readonly ErasureEntry[];
  /** Officers who are locked out, as rows of their table. */
  readonly locked: readonly BackupRow[];
  /**
   * Messages whose recipient was asked to erase them, and has not certified it. Without corrections: they go with what they
   * correct.
   */
  readonly asked: readonly Asked[];
  /** Messages and corrections of the agency that are not delivered, oldest first. Without certificates, which a gateway writes by itself. */
  readonly waiting: readonly Asked[];
  /** Corrections that were delivered, oldest first; none whose recipient was asked to erase it. */
  readonly corrections: readonly Asked[];
  /** Messages whose recipient was asked to erase them, by a recall too, and that are held on another ground: they are not sent any more. */
  readonly recalled: readonly Recalled[];
  /** Other messages that were delivered, newest first, at most {@link MOST_DELIVERED}; none whose recipient was asked to erase it. */
  readonly delivered: readonly Asked[];
  /**
   * Who has read which message and why, or was refused it, and who has searched, oldest first, as rows of the events. Not who has looked at a draft:
   * the copy may hold that draft as it was before.
   */
  readonly readings: readonly BackupRow[];
  /** What reviews, updates and closings have decided on how long messages are held, as rows of the events, oldest first. */
  readonly terms: readonly BackupRow[];
  /** Consents that were withdrawn, here or by who holds them, as rows of the events, oldest first: nothing more is sent on them. */
  readonly ended: readonly BackupRow[];
  /** How long the messages are held of each exchange of which {@link terms} tell. */
  readonly held: readonly Held[];
}

/** How long a message is held. */
export interface Held {
  readonly box: "inbox" | "outbox";
  readonly digest: string;
  /** Id of its exchange. */
  readonly exchange: string;
  readonly eraseBy: string;
  /** While a review of a message received is due. */
  readonly reviewBy: string | null;
}

/** A message, and the entity id of its recipient. */
export interface Asked {
  readonly digest: string;
  readonly recipient: string;
}

/** A message that is recalled, and held here. */
export interface Recalled extends Asked {
  readonly askedAt: string;
  /** Whether it was never posted. */
  readonly isUnsent: boolean;
}

/** Nothing is known. */
export const NOTHING_BEFORE: Before = {
  ...{ pending: [], locked: [], asked: [], waiting: [], corrections: [], delivered: [] },
  recalled: [],
  ...{ readings: [], terms: [], ended: [], held: [] },
};

/** More than an agency sends between two copies. */
const MOST_DELIVERED = 100_000;

const TERMS = "('reviewed', 'extended', 'retentionShortened')";
const EXCHANGES = ["inbox", "outbox"]
  .map(
    (box) => `select exchange_id from ${box} where digest in
    (select ref from event where kind in ${TERMS})`,
  )
  .join(" union ");

/** The questions to the database before, for each engine alike. */
export const QUESTIONS = {
  pending: "select digest, at from erasing",
  locked: "select name, officer, at from locked_officer",
  asked: `select distinct outbox.digest, outbox.recipient from outbox
    join event on event.ref = outbox.digest and event.kind = 'erasureRequested'
    where outbox.posted = 1 and outbox.certificate is null and outbox.message_type <> 'correction'
    order by outbox.digest`,
  waiting: `select digest, recipient from outbox where state in ('queued', 'sending')
    and content is not null and message_type <> 'erasureCertificate' order by position`,
  corrections: `select digest, recipient from outbox where state in ('delivered', 'decided')
    and content is not null and message_type = 'correction'
    and digest not in (select ref from event where kind = 'erasureRequested') order by position`,
  recalled: `select digest, recipient, asked_at, state from outbox where asked_at is not null
    and content is not null and certificate is null and message_type <> 'correction' order by digest`,
  delivered: `select digest, recipient from outbox where state in ('delivered', 'decided')
    and content is not null and message_type not in ('correction', 'erasureCertificate')
    and digest not in (select ref from event where kind = 'erasureRequested')
    order by position desc limit ${MOST_DELIVERED}`,
  readings: `select position, kind, at, code, ref, role, actor from event
    where kind in ('contentRead', 'glassBroken', 'quarantineRead', 'messagesSearched', 'searchRefused', 'attemptRefused')
    and (ref is null or ref not in (select id from draft)) order by position`,
  terms: `select position, kind, at, code, ref, role, actor from event
    where kind in ${TERMS} order by position`,
  ended: `select position, kind, at, code, ref, role, actor from event
    where kind in ('consentRecordWithdrawn', 'consentEndedByHolder') order by position`,
  held: `select 'inbox' as box, digest, exchange_id, erase_by, review_by from inbox
    where content is not null and exchange_id in (${EXCHANGES})
    union all select 'outbox' as box, digest, exchange_id, erase_by, null as review_by from outbox
    where content is not null and exchange_id in (${EXCHANGES})`,
} as const satisfies Record<keyof Before, string>;

/** Asks all of them. @param ask - Gets the rows of one; none where a table lacks what it asks for. */
export const askBefore = (ask: (question: string) => readonly BackupRow[]): Before => ({
  pending: ask(QUESTIONS.pending).map(({ digest, at }) => ({
    ...{ digest: String(digest), at: String(at) },
  })),
  locked: ask(QUESTIONS.locked).map(copyOf),
  asked: ask(QUESTIONS.asked).map(toAsked),
  waiting: ask(QUESTIONS.waiting).map(toAsked),
  corrections: ask(QUESTIONS.corrections).map(toAsked),
  recalled: ask(QUESTIONS.recalled).map((row) => ({
    ...{ ...toAsked(row), askedAt: String(row["asked_at"]), isUnsent: row["state"] === "unsent" },
  })),
  delivered: ask(QUESTIONS.delivered).map(toAsked),
  readings: ask(QUESTIONS.readings).map(copyOf),
  terms: ask(QUESTIONS.terms).map(copyOf),
  ended: ask(QUESTIONS.ended).map(copyOf),
  held: ask(QUESTIONS.held).map(({ box, digest, exchange_id, erase_by, review_by }) => ({
    box: box === "inbox" ? "inbox" : "outbox",
    ...{ digest: String(digest), exchange: String(exchange_id), eraseBy: String(erase_by) },
    reviewBy: typeof review_by === "string" ? review_by : null,
  })),
});

const copyOf = (row: BackupRow): BackupRow => ({ ...row });

const toAsked = ({ digest, recipient }: BackupRow): Asked => ({
  digest: String(digest),
  recipient: String(recipient),
});
