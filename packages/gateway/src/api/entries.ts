import {
  type AgencyContext,
  type AlarmKind,
  alarmOf,
  type EventRow,
  type InboxRow,
  type ListedInbox,
  type ListedOutbox,
  type OutboxRow,
  partsOf,
  type RefusalRow,
  showClock,
  showReview,
  type Tx,
  verdictOf,
} from "@safepassage/agency";
import { toInstant } from "@safepassage/core";

/** What an entry shows of a message beside its row. */
export interface Beside {
  readonly now: Date;
  /** What each message answers, digest by digest. */
  readonly answered: ReadonlyMap<string, string>;
  /** Digests of the corrections that withdraw a consent. */
  readonly withdrawals: ReadonlySet<string>;
  /** By which day those received have to be reviewed. */
  readonly reviews: ReadonlyMap<string, string>;
}

/** Reads what entries show beside their rows. */
export const besideOf = async (
  { clock }: Pick<AgencyContext, "clock">,
  { links, history, reviews }: Tx,
  rows: readonly Pick<InboxRow, "digest" | "messageType">[],
): Promise<Beside> => ({
  now: clock.now(),
  answered: await links.answered(rows.map(({ digest }) => digest)),
  withdrawals: await withdrawalsAmong(history, rows),
  reviews: await reviews.among(rows.flatMap((row) => ("sender" in row ? [row.digest] : []))),
});

/** The note of a correction says what happened. It is evidence, and stays when the content is erased. */
async function withdrawalsAmong(
  history: Tx["history"],
  rows: readonly Pick<InboxRow, "digest" | "messageType">[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const { digest, messageType } of rows) {
    if (messageType !== "correction") continue;
    const note = await history.find(digest);
    if (note?.events?.some(({ kind }) => kind === "consentWithdrawn")) found.add(digest);
  }
  return found;
}

/** Shows a message received in a list. Each member is named, so that none is shown by accident. */
export function toInboxEntry(row: Listed<InboxRow, ListedInbox>, beside: Beside) {
  const { sender, state, receivedAt, mendBy, mendedBy } = row;
  const by = beside.reviews.get(row.digest);
  return {
    ...{ ...sharedOf(row, beside), sender, state, receivedAt, mendBy, mendedBy },
    ...(by !== undefined && { review: showReview(by, beside.now) }),
  };
}

/** Shows a message sent in a list. */
export function toOutboxEntry(row: Listed<OutboxRow, ListedOutbox>, beside: Beside) {
  const { recipient, state, createdAt, deliverBy, attempts, nextAttempt } = row;
  const { posted, lastError, certificate } = row;
  const verdict = verdictOf(row.receipts);
  // A message in a final state is not attempted again.
  const isOpen = state === "queued" || state === "sending";
  return {
    ...sharedOf(row, beside),
    ...{
      recipient,
      state,
      verdict,
      createdAt,
      deliverBy,
      attempts,
      posted,
      lastError,
      certificate,
    },
    ...(isOpen && { nextAttempt: toInstant(new Date(nextAttempt)) }),
  };
}

/** What a list needs of a whole row. */
type Listed<Row, Entry> = Pick<Row, Exclude<keyof Entry, "position"> & keyof Row>;

function sharedOf(
  row: Pick<
    InboxRow,
    "digest" | "id" | "messageType" | "purpose" | "eraseBy" | "erasedAt" | "clock"
  >,
  { now, answered, withdrawals }: Beside,
) {
  const { digest, id, messageType, purpose, eraseBy, erasedAt, clock } = row;
  return {
    ...{ digest, id, messageType, purpose, eraseBy, erasedAt, inReplyTo: answered.get(digest) },
    ...(withdrawals.has(digest) && { withdrawsConsent: true as const }),
    ...(clock && { answerClock: showClock(clock, now) }),
  };
}

export const toRefusalEntry = ({ sealedDigest, receipts: _, ...shown }: RefusalRow) => ({
  ...{ sealed: sealedDigest, digest: shown.digest, sender: shown.sender, code: shown.code },
  ...{ rules: shown.rules, at: shown.at },
});

/** Shows an alarm in the words in which it is told. */
export async function toAlarmEntry(tx: Tx, event: EventRow, onError: (error: unknown) => void) {
  const { kind, at, ref, code, country, authority } = event;
  const told = await alarmOf(tx, kind as AlarmKind, event, onError);
  const { says, act = "" } = partsOf(told);
  return { event: kind, at, ref, code, country, authority, other: told.peer, says, act };
}
