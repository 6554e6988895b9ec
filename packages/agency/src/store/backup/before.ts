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
  /**
   * Who has read which message and why, and who has searched, oldest first, as rows of the events. Not who has looked at a draft:
   * the copy may hold that draft as it was before.
   */
  readonly readings: readonly BackupRow[];
}

/** A message, and the entity id of its recipient. */
export interface Asked {
  readonly digest: string;
  readonly recipient: string;
}

/** Nothing is known. */
export const NOTHING_BEFORE: Before = {
  ...{ pending: [], locked: [], asked: [], waiting: [], corrections: [], readings: [] },
};

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
  readings: `select kind, at, code, ref, role, actor from event
    where kind in ('contentRead', 'glassBroken', 'quarantineRead', 'messagesSearched')
    and (ref is null or ref not in (select id from draft)) order by position`,
} as const satisfies Record<keyof Before, string>;

/** Makes what was found out of the rows that each question got. */
export const toBefore = (rows: Readonly<Record<keyof Before, readonly BackupRow[]>>): Before => ({
  pending: rows.pending.map(({ digest, at }) => ({ digest: String(digest), at: String(at) })),
  locked: rows.locked.map((row) => ({ ...row })),
  asked: rows.asked.map(toAsked),
  waiting: rows.waiting.map(toAsked),
  corrections: rows.corrections.map(toAsked),
  readings: rows.readings.map((row) => ({ ...row })),
});

const toAsked = ({ digest, recipient }: BackupRow): Asked => ({
  digest: String(digest),
  recipient: String(recipient),
});
