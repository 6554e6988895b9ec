import {
  type AgencyContext,
  AgencyError,
  actorOf,
  carryOut,
  type Effect,
  type InboxRow,
  isForDuty,
  type Label,
  type OutboxRow,
  profileOf,
  readingEffects,
  showCopies,
  showCorrected,
  showLocated,
  showPassedOn,
  showReplacement,
  showSecondReview,
  stolenSince,
  type Tx,
} from "@safepassage/agency";
import { ApiError } from "@safepassage/api";
import { toInstant } from "@safepassage/core";
import { record } from "./acts.ts";
import { type Caller, hasRole, type Reader } from "./caller.ts";
import { besideOf, toInboxEntry, toOutboxEntry } from "./entries.ts";
import type { Handlers } from "./handler.ts";
import { takesNothing } from "./late-readings.ts";
import { pages } from "./pages.ts";
import { verifiedReceipts } from "./show-receipts.ts";

/** Handlers of what is asked about one message. */
export const messageHandlers: Handlers<
  | "getMessage"
  | "readContent"
  | "labelMessage"
  | "findByCase"
  | "findByPerson"
  | "getEvidence"
  | "getCustody"
> = {
  labelMessage: (context, { caller, params: { digest }, body }) =>
    context.store.transaction(async (tx) => {
      const { labels } = context;
      const { box } = await find(tx, digest);
      const given = [
        ...(body.case === undefined ? [] : [labels.ofCase(body.case)]),
        ...[...new Set(body.people)].map(labels.ofPerson),
      ];
      if (!(await tx.labels.add(box, digest, given))) {
        throw new ApiError("API_CONTENT_ERASED", "nothing of it can be found any more");
      }
      await record(context, tx, caller, { kind: "messageLabelled", ref: digest });
      return undefined;
    }),

  findByCase: (context, { caller, body }) =>
    findUnder(context, caller, context.labels.ofCase(body.case)),
  findByPerson: (context, { caller, body }) =>
    findUnder(context, caller, context.labels.ofPerson(body.person), (tx, limit) =>
      tx.labels.noted(context.personNames.nameOf(body.person), limit),
    ),

  getMessage: (context, { params: { digest } }) =>
    context.store.transaction(async (tx) => {
      const found = await find(tx, digest);
      return found.box === "inbox"
        ? showReceived(context, tx, found.row)
        : showSent(context, tx, found.row);
    }),

  async readContent(context, { params: { digest }, caller, reader }) {
    if (reader === undefined) throw new TypeError("content is read by somebody");
    const { lateReadings } = context;
    const readWith = (effects: readonly Effect[]) =>
      carryOut(context, async (tx) => {
        const { box, row } = await find(tx, digest);
        const isQuarantined = box === "inbox" && row.state === "quarantined";
        const isOfDuty = box === "inbox" && (await isForDuty(tx, row));
        requireReadable(caller, reader, { isQuarantined, isOfDuty });
        const shown = await showCorrected(context, tx, row);
        if (shown === undefined) {
          throw new ApiError("API_CONTENT_ERASED", "its content is not held");
        }
        const judgement = box === "inbox" ? row.content?.judgement : undefined;
        const content = { digest, box, ...shown, ...(judgement && { judgement }) };
        return { effects, value: { content, isUrgent: isQuarantined || isOfDuty } };
      });
    const reading = readingOf(context, digest, reader);
    try {
      return (await lateReadings.handOver((late) => readWith([...late, ...reading]))).content;
    } catch (error) {
      if (!takesNothing(error)) throw error;
      // A warning is read all the same, if anything can be read.
      const { content, isUrgent } = await readWith([]);
      if (!isUrgent || !lateReadings.keep(reading)) throw error;
      context.log({ event: "readingUnrecorded", ref: digest, code: error.code });
      const { reason: code } = reader;
      // A person is told at once, whatever the store takes, and again when it is recorded.
      if (code === "BREAK_GLASS") {
        context.log({ event: "glassBroken", ref: digest, code, own: true });
      }
      return content;
    }
  },

  getEvidence: ({ store }, { params: { digest } }) =>
    store.transaction(async (tx) => {
      const { jwt, receipts, statement: sdJwt } = (await find(tx, digest)).row;
      return { digest, jwt, receipts, ...(sdJwt !== undefined && { sdJwt }) };
    }),

  getCustody(context, { params: { digest }, query }) {
    const { limit = PAGE, cursor } = query;
    const page = pages(context.cursors, `custody ${digest}`, query);
    return context.store.transaction(async (tx) => {
      const { row } = await find(tx, digest);
      const found = await tx.events.of(digest, limit + 1, page.from(cursor));
      const shown = found.slice(0, limit);
      const events = shown.map((event) => {
        const { kind, at, code, role } = event;
        return { event: kind, at, code, role, officer: actorOf(event, context.officerKey) };
      });
      const { entries, ...next } = page.of(
        events,
        found.length > limit ? shown.at(-1)?.position : undefined,
      );
      return { digest, eraseBy: row.eraseBy, events: entries, ...next };
    });
  },
};

/**
 * The messages under a label. That somebody has looked is recorded, and not for whom.
 *
 * @param others - Finds those that belong to them and have no label.
 */
const findUnder = (
  context: AgencyContext,
  caller: Caller,
  label: Label,
  others: (tx: Tx, limit: number) => Promise<readonly string[]> = async () => [],
) =>
  context.store.transaction(async (tx) => {
    await record(context, tx, caller, { kind: "messagesSearched", code: label.kind });
    const labelled = await tx.labels.find(label, MOST_FOUND + 1);
    const more = await others(tx, MOST_FOUND + 1);
    const digests = [...new Set([...labelled.map(({ digest }) => digest), ...more])];
    const [received, sent]: [InboxRow[], OutboxRow[]] = [[], []];
    for (const digest of digests.slice(0, MOST_FOUND)) {
      const { box, row } = await find(tx, digest);
      if (box === "inbox") received.push(row);
      else sent.push(row);
    }
    const beside = await besideOf(context, tx, [...received, ...sent]);
    return {
      received: received.map((row) => toInboxEntry(row, beside)),
      sent: sent.map((row) => toOutboxEntry(row, beside)),
      isMore: digests.length > MOST_FOUND,
    };
  });

type Found =
  | { readonly box: "inbox"; readonly row: InboxRow }
  | { readonly box: "outbox"; readonly row: OutboxRow };

async function find({ inbox, outbox }: Tx, digest: string): Promise<Found> {
  const sent = await outbox.findByDigest(digest);
  if (sent !== undefined) return { box: "outbox", row: sent };
  const received = await inbox.findByDigest(digest);
  if (received !== undefined) return { box: "inbox", row: received };
  throw new AgencyError("GATEWAY_MESSAGE_UNKNOWN", "no such message");
}

/**
 * What is in quarantine is for duty and protection officers; in an emergency for a caseworker too. Duty and protection officers also read what is good and
 * tells of danger: alarms about it wake them.
 *
 * @throws ApiError `API_CONTENT_QUARANTINED`, `API_ROLE_MISSING`.
 */
function requireReadable(
  caller: Caller,
  { reason }: Reader,
  { isQuarantined, isOfDuty }: { readonly isQuarantined: boolean; readonly isOfDuty: boolean },
): void {
  const isCaseworker = hasRole(caller, ["caseworker"]);
  const isOfTwo = hasRole(caller, ["dutyOfficer", "protectionOfficer"]);
  if (isOfTwo && (isQuarantined || isOfDuty)) return;
  if (isQuarantined) {
    if (isCaseworker && reason === "BREAK_GLASS") return;
    throw new ApiError("API_CONTENT_QUARANTINED", "it is for the two roles");
  }
  if (caller.kind === "machine" || isCaseworker || hasRole(caller, ["approver"])) return;
  throw new ApiError("API_ROLE_MISSING", "its role reads the quarantine and warnings only");
}

/** What follows from a reading: it is recorded. Whoever breaks the glass has a person told, whatever there is to see. */
export function readingOf(
  { clock, officerKey }: AgencyContext,
  ref: string,
  { reason: code, role, officer }: Reader,
): readonly Effect[] {
  const at = toInstant(clock.now());
  const isBroken = code === "BREAK_GLASS";
  return readingEffects({ ref, at, code, role, officer }, officerKey, { isBroken });
}

async function showReceived(context: AgencyContext, tx: Tx, row: InboxRow) {
  const keyStolenSince = stolenSince(context, row);
  return {
    box: "inbox" as const,
    ...toInboxEntry(row, await besideOf(context, tx, [row])),
    ...{ receipts: row.receipts, profile: profileIn(row.jwt) },
    ...((await isForDuty(tx, row)) && { danger: true as const }),
    ...(keyStolenSince !== undefined && { keyStolenSince }),
    answeredBy: await tx.links.answering(row.digest, MOST_ANSWERS),
    ...(await showCopies(tx, row)),
    passedOn: await showPassedOn(context, tx, row),
  };
}

async function showSent(context: AgencyContext, tx: Tx, row: OutboxRow) {
  return {
    box: "outbox" as const,
    ...toOutboxEntry(row, await besideOf(context, tx, [row])),
    answeredBy: await tx.links.answering(row.digest, MOST_ANSWERS),
    ...{ receipts: verifiedReceipts(context, row), profile: profileIn(row.jwt) },
    ...(await showReplacement(tx, row.digest)),
    ...(await showCopies(tx, row)),
    erasureRequested: await tx.events.has("erasureRequested", row.digest),
    erasureUnheard: await isUnheard(context, tx, row),
    ...(await showLocated(context, tx, row)),
    ...(await showSecondReview(tx, row)),
  };
}

/** The catalogue that a stored message names. A damaged message is a fault of the store, not of the request. */
function profileIn(jwt: string): string {
  try {
    return profileOf(jwt);
  } catch (cause) {
    throw new AgencyError("GATEWAY_STORE_UNREADABLE", "a stored message is damaged", { cause });
  }
}

/** Whether a recipient was not told to erase a message, or has not certified it in time. Until its day of erasure is over. */
async function isUnheard(
  { clock }: Pick<AgencyContext, "clock">,
  { events, history }: Tx,
  { digest, certificate, recipient, eraseBy }: OutboxRow,
): Promise<boolean> {
  if (certificate !== undefined || eraseBy < toInstant(clock.now()).slice(0, DAY)) return false;
  if (await events.has("certificateOverdue", digest)) return true;
  // The alarm is about the message that asks, unless none could be written.
  const untold = await events.about("erasureUntold", digest);
  if (untold.some(({ code }) => code === "unwritten")) return true;
  const naming = { kind: "names", key: digest } as const;
  const [last] = await history.digestsUnder(naming, 1, { own: true, other: recipient });
  return last !== undefined && (await events.has("erasureUntold", last));
}

/** Characters of a day in an instant. */
const DAY = "2026-11-24".length;
const PAGE = 50;
const MOST_ANSWERS = 200;
/** Messages of one search that are shown at once. */
const MOST_FOUND = 200;
