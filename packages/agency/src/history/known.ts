import { toInstant } from "@safepassage/core";
import {
  digestsToChange,
  exchangeOf,
  type HistoryOptions,
  type HistorySource,
  type StoredNote,
} from "@safepassage/history";
import { type OpenedMessage, readAuthorisations, readConsents } from "@safepassage/message";
import {
  checkDraft,
  type DecodedMessage,
  type Draft,
  findAnswerPeriod,
  findField,
  type HeldMessage,
  type History,
} from "@safepassage/schema";
import { findCorrected } from "@safepassage/validator";
import {
  acceptedAt,
  isSent,
  isUndecided,
  MOST_CORRECTIONS,
  readCorrected,
  rowIn,
} from "../effects/exchange/corrections-of.ts";
import { retentionEvents, statedEnd } from "../effects/shared/retention.ts";
import { indirectDeadline } from "../effects/warning/answers.ts";
import { AgencyError } from "../setting/agency-error.ts";
import { readableIn, readUndamaged } from "../setting/can-read.ts";
import type { FactContext } from "../setting/context.ts";
import type { MessageRow, OutboxRow } from "../store/rows.ts";

/** What of that which a case system states the history of an exchange is judged by. */
export const forHistory = ({
  event,
  sources,
}: Pick<HistoryOptions, "event" | "sources">): HistoryOptions => ({
  ...(event && { event }),
  ...(sources && { sources }),
});

/** Opens this agency's store as the source of a history. */
export function historySource(
  context: Pick<FactContext, "facts" | "self" | "personNames" | "registry" | "clock">,
): HistorySource {
  const { facts, self, personNames } = context;
  const rowOf = ({ own, record }: StoredNote) => rowIn(facts, own, record.digest);
  // A damaged one counts as one that is gone: what answers it is judged, and not refused for ever.
  const contentOf = (row: MessageRow | undefined) => row && readableIn(row);
  return {
    self,
    personNames,
    notes: facts.history,
    isOwnId: (id) => facts.outbox.find(id) !== undefined,
    readCorrected(note) {
      const row = rowOf(note);
      const reading = row && readUndamaged(() => readCorrected(context, row));
      return reading?.corrections.length === 0 ? undefined : reading?.message;
    },
    findDeadlines(note) {
      const row = rowOf(note);
      const [content, clock] = [contentOf(row), row?.clock];
      if (content === undefined) return undefined;
      // What it states itself counts as its corrections have left it.
      if (clock === undefined || findAnswerPeriod(content.message) === undefined) return {};
      if (clock.answeredAt !== undefined) return { byLaw: {} };
      const later = indirectDeadline(clock, content.message);
      const indirect = later === undefined ? {} : { indirectDeadline: later };
      return { byLaw: { deadline: clock.by, ...indirect } };
    },
    findAnswered(note) {
      const row = rowOf(note);
      const message = contentOf(row)?.message;
      if (row === undefined || message === undefined) return undefined;
      // A closing shortens on one side only: what the message says counts for both.
      return { message, eraseBy: statedEnd(context, message, row) };
    },
    acceptedAt(note) {
      const row = rowOf(note);
      return row && acceptedAt(row);
    },
    retentionOf: (digest) => retentionEvents(context, digest),
    findHeld: (correction, digest) => findHeld(context, correction, digest),
  };
}

type Context = Pick<FactContext, "facts" | "self" | "registry" | "clock">;

/**
 * Finds the message that a correction gives new values, if this gateway holds it.
 *
 * @throws {@link AgencyError} `GATEWAY_CORRECTION_UNDECIDED`, only for a correction by this agency.
 * @see `docs/spec/gateway-correcting.md#corrections`
 */
function findHeld(
  context: Context,
  correction: DecodedMessage,
  digest: string,
): Omit<HeldMessage, "history"> | undefined {
  const row = findRow(context, correction, digest);
  const isOwn = correction.clear["env.sender.agencyId"] === context.self;
  // While a correction is under way, the current values are not known.
  if (isOwn && row !== undefined && isSent(row) && isUndecided(context, row)) {
    throw new AgencyError("GATEWAY_CORRECTION_UNDECIDED", "a correction is under way");
  }
  const reading = row && readUndamaged(() => readCorrected(context, row));
  if (row === undefined || reading === undefined) return undefined;
  const message = withEnd(context, reading.message, row);
  const [registry, now] = [context.registry(), context.clock.now()];
  return {
    digest,
    message,
    consents: readConsents(message, registry, now),
    authorisations: readAuthorisations(message, registry, now).verified,
  };
}

/** A message with the day to which its sender has extended it, as its rules ask for. */
function withEnd(context: Context, message: DecodedMessage, row: MessageRow): DecodedMessage {
  const { clear } = message;
  const eraseBy = statedEnd(context, message, row);
  if (eraseBy === clear["env.retention.eraseBy"]) return message;
  return { ...message, clear: { ...clear, "env.retention.eraseBy": eraseBy } };
}

/** Reads what an opened message tells: for a correction, the message that it corrects, with the new values. */
export function toldBy(opened: OpenedMessage, history: Pick<History, "corrected">): OpenedMessage {
  if (history.corrected === undefined) return opened;
  const found = findCorrected(opened, history);
  if (found === undefined || !("held" in found)) return opened;
  return { ...opened, message: found.after, consents: found.held.consents };
}

/** A draft with the day of erasure and the deadline of delivery that what is held here asks for, as far as nobody chose them. */
export function inTime(
  context: FactContext,
  draft: Draft,
  { mayEndEarlier, mayArriveEarlier }: Readonly<Partial<Record<InTime, true>>>,
): Draft {
  const ending = mayEndEarlier === true ? endingInTime(context, draft) : draft;
  return mayArriveEarlier === true ? arrivingInTime(context, ending) : ending;
}

/**
 * A draft whose day of erasure was proposed here, and nobody chose. One that repeats values of the request that it answers ends no later
 * than that (R15 c). A correction that carries values ends no earlier than the message that it corrects (R79 b).
 */
function endingInTime(context: FactContext, draft: Draft): Draft {
  const { "private.inReplyTo": answers, "private.exchangeId": exchangeId } = draft.private;
  if (answers === undefined || checkDraft(draft).length > 0) return draft;
  const message = draft as DecodedMessage;
  const proposed = draft.clear[ERASE_BY];
  const corrected = correctedEnd(context, message);
  if (corrected !== undefined) return corrected > proposed ? endingOn(draft, corrected) : draft;
  const [asked] = exchangeOf(historySource(context), message, { exchangeId, answers }).filter(
    (entry) => entry.message === answers,
  );
  const { eraseBy, repeated = [] } = asked ?? {};
  const isCopy = repeated.some((path) => (fieldAt(path)?.sensitivity ?? "P0") >= "P2");
  return eraseBy !== undefined && isCopy && eraseBy < proposed ? endingOn(draft, eraseBy) : draft;
}

/**
 * A draft whose deadline of delivery was proposed here, and nobody chose. A correction that carries values arrives at the latest on the
 * day before its message is erased, or no recipient could take it (R79 b): a warning is held for less than a correction may take.
 */
function arrivingInTime(context: Pick<FactContext, "facts">, draft: Draft): Draft {
  const isCorrection = draft.clear["env.messageType"] === "correction";
  if (!isCorrection || checkDraft(draft).length > 0) return draft;
  const { clear, body } = draft as DecodedMessage;
  const changed = digestsToChange(body);
  const [first] = [...(changed ?? [])]
    .flatMap((digest) => context.facts.outbox.findByDigest(digest) ?? [])
    .flatMap((row) =>
      row.content ? [row.eraseBy, statedEnd(context, row.content.message, row)] : [],
    )
    .toSorted();
  if (first === undefined) return draft;
  const last = toInstant(new Date(Date.parse(`${first}T00:00:00Z`) - 1000));
  const { "env.createdAt": from, "env.deliverBy": proposed } = clear;
  if (last >= proposed || last <= from) return draft;
  return { ...draft, clear: { ...draft.clear, "env.deliverBy": last } };
}

/** Until when the messages are held that a correction of this agency gives new values; `undefined` if it gives none. */
function correctedEnd(
  context: Pick<FactContext, "facts">,
  { body, clear }: DecodedMessage,
): string | undefined {
  const changed = clear["env.messageType"] === "correction" ? digestsToChange(body) : undefined;
  return [...(changed ?? [])]
    .flatMap((digest) => context.facts.outbox.findByDigest(digest) ?? [])
    .flatMap((row) => (row.content ? [statedEnd(context, row.content.message, row)] : []))
    .toSorted()
    .at(-1);
}

type InTime = "mayEndEarlier" | "mayArriveEarlier";

const ERASE_BY = "env.retention.eraseBy";
const endingOn = (draft: Draft, day: string): Draft => ({
  ...draft,
  clear: { ...draft.clear, [ERASE_BY]: day },
});
const fieldAt = (path: string) => findField(path.slice(path.indexOf("/") + 1));

function findRow(
  { facts, self }: Pick<Context, "facts" | "self">,
  { clear }: DecodedMessage,
  digest: string,
): MessageRow | undefined {
  const isOwn = clear["env.sender.agencyId"] === self;
  const other = isOwn ? clear["env.recipient.agencyId"] : clear["env.sender.agencyId"];
  const received = facts.inbox.findByDigest(digest);
  // A message of a third agency counts as not held: the answer must not reveal that it is here.
  if (received !== undefined) {
    return received.sender === other && acceptedAt(received) !== undefined ? received : undefined;
  }
  const sent = facts.outbox.findByDigest(digest);
  if (sent === undefined || sent.recipient !== other) return undefined;
  // The other party cannot correct a message that it received: R79 refuses that.
  if (!isOwn) return sent;
  return isHeldByRecipient({ facts }, sent, clear["env.deliverBy"]) ? sent : undefined;
}

/** Whether, as far as is known here, the recipient will still have a message when a correction arrives. */
function isHeldByRecipient(
  context: Pick<FactContext, "facts">,
  row: OutboxRow,
  deliverBy: string,
): boolean {
  const { history, events } = context.facts;
  const last = deliverBy.slice(0, 10);
  const naming = { kind: "names", key: row.digest } as const;
  const by = { own: true, other: row.recipient };
  const named = history.under(naming, MOST_CORRECTIONS + 1, by);
  return (
    acceptedAt(row) !== undefined &&
    row.erasedAt === undefined &&
    row.certificate === undefined &&
    !events.has("erasureRequested", row.digest) &&
    row.eraseBy > last &&
    // A review may keep it longer here alone.
    (row.content === undefined || statedEnd(context, row.content.message, row) > last) &&
    // Without its certificate within a week it may not be erased, and can be asked for again.
    (events.has("certificateOverdue", row.digest) ||
      // A message may be erased before its certificate arrives. Too many requests to read: treat it as erased.
      (named.length <= MOST_CORRECTIONS &&
        !named.some(
          ({ erases, undelivered }) => undelivered !== true && erases?.includes(row.digest),
        )))
  );
}

/** The digests in a message, of other messages for the most part. It may be of unsound shape. */
export function namedBy({ body }: Pick<DecodedMessage, "body">): readonly string[] {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value === "string" && isDigest(value)) found.add(value);
    if (typeof value === "object" && value !== null) Object.values(value).forEach(look);
  };
  look(body);
  return [...found];
}

export const isDigest = (text: string): boolean => /^[\w-]{43}$/.test(text);
