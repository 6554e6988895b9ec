import { ProtocolError, toInstant } from "@safepassage/core";
import { carryOut, type Effect } from "../../effects/shared/effect.ts";
import { contradiction, noteContradiction, verdictOf } from "../../effects/shared/join-receipts.ts";
import { arrivalEffects } from "../../effects/warning/arrival.ts";
import { emergency, isWarning } from "../../effects/warning/quarantine.ts";
import { AgencyError } from "../../setting/agency-error.ts";
import type { AgencyContext } from "../../setting/context.ts";
import type { LogEvent } from "../../setting/log-event.ts";
import type { Tx } from "../../store/ports.ts";
import type { OutboxRow, OutboxState } from "../../store/rows.ts";
import { isRecalled } from "../queue/recalled.ts";
import { erasureUntold, undelivered, whyLost, whyUntold } from "../queue/untold.ts";
import { isOpen, waitsForOther } from "../queue/waits-for-other.ts";
import { isEarlier, outdated } from "../queue/why-again.ts";
import { askLast } from "./ask-last.ts";
import { BROKEN_OFF, withTimeout } from "./fetch-text.ts";
import { codeOfOutcome } from "./outcome-code.ts";
import { owedAgain } from "./owed-again.ts";
import { pauseAfter } from "./pause.ts";
import { isRefusedAs, type ReadAnswer, readAnswer } from "./read-answer.ts";
import { rejectedWarning } from "./rejected-warning.ts";
import { seal } from "./seal.ts";
import { signAgain } from "./sign-again.ts";
import { requireStillMay } from "./still-may.ts";

/**
 * Whether the recipient has answered an attempt, or it has failed; `waits` if another message has to arrive before; `undefined`
 * if the recipient was not asked for another reason, such as that the message has expired.
 */
export type Reached = "answered" | "failed" | "waits" | undefined;

/**
 * Tries once to deliver a message, in the time for an attempt. A failure is recorded: the message waits for its next
 * attempt.
 *
 * @param controller - Lets the caller break it off, for the reason {@link BROKEN_OFF}.
 * @throws a failure of this program's own, after recording it.
 */
export async function tryOnce(
  context: AgencyContext,
  id: string,
  controller = new AbortController(),
): Promise<Reached> {
  let isAsked = false;
  const work = (signal: AbortSignal) =>
    attempt(context, id, signal, () => {
      isAsked = true;
    });
  try {
    return await withTimeout(context.retry.timeoutMs, work, controller);
  } catch (error) {
    if (controller.signal.reason === BROKEN_OFF) return undefined;
    const { code, ...answered } = failureOf(error);
    await postpone(context, id, code, answered);
    if (!(error instanceof ProtocolError)) throw error;
    // What may not be sent says nothing of how its recipient is reached.
    return isAsked ? "failed" : undefined;
  }
}

/**
 * Tries once to deliver a message that is queued or sending.
 *
 * @param signal - Ends the attempt, both of its requests.
 * @param onAsk - Called before the recipient is asked anything.
 * @throws ProtocolError if it failed; the message stays as it was.
 */
export async function attempt(
  context: AgencyContext,
  id: string,
  signal: AbortSignal,
  onAsk = (): void => {},
): Promise<Reached> {
  const found = await context.store.transaction(async (tx) => {
    const row = await tx.outbox.find(id);
    if (row === undefined || !isOpen(row)) return undefined;
    return {
      ...{ row, isGone: row.content === undefined || (await isRecalled(tx, row)) },
      isWaiting: await waitsForOther(context, tx, row),
    };
  });
  if (found === undefined) return undefined;
  const { digest: ref, recipient: peer } = found.row;
  return context.observe({ name: "deliver", ref, peer }, () =>
    attemptRow(context, found, { signal, onAsk }),
  );
}

/** Why an attempt has failed, with the status that something answered which is no gateway. */
function failureOf(error: unknown): { readonly code: string } & Answered {
  if (!(error instanceof ProtocolError)) return { code: "INTERNAL" };
  const status = error.details?.["status"];
  return { code: error.code, ...(typeof status === "number" && { status }) };
}

type Answered = Pick<LogEvent, "status">;

/** A message that is due. */
interface Due {
  readonly row: OutboxRow;
  /** It is erased here, or its recipient is asked to erase it: it is sent no more. */
  readonly isGone: boolean;
  readonly isWaiting: boolean;
}

async function attemptRow(
  context: AgencyContext,
  { row, isGone, isWaiting }: Due,
  { signal, onAsk }: { readonly signal: AbortSignal; readonly onAsk: () => void },
): Promise<Reached> {
  const { store, reach, clock } = context;
  const { id } = row;
  const now = clock.now();
  const isOver = Date.parse(row.deliverBy) <= now.getTime();
  // A clock in doubt gives up no message: it may have jumped for a moment.
  const mayBeThere = row.content !== undefined || row.posted;
  if (isOver && mayBeThere && !(await context.clockWatch.isPlausible(now))) {
    throw new AgencyError(IMPLAUSIBLE, "the deadline may not have passed");
  }
  if (!isOver && isGone && row.posted) {
    await waitForDeadline(context, id);
    return undefined;
  }
  const isUnsent = isGone && !row.posted;
  if (row.content === undefined || isGone || isOver) {
    const last = isGone ? undefined : await askLast(context, row, signal);
    await settle(context, id, (current) => {
      if (!isOpen(current)) return undefined;
      if (last !== undefined) return last(current);
      return { state: isUnsent ? "unsent" : "expired", sealed: null };
    });
    return undefined;
  }
  if (!row.posted && isEarlier(row)) {
    // Nobody has it yet. The one signed in its place is due at once.
    await signAgain(context, id);
    return undefined;
  }
  if (isWaiting) return "waits";
  if (!row.posted && outdated(context, row) !== undefined && (await signAgain(context, id))) {
    return undefined;
  }
  requireStillMay(context, row.content.message, now);
  const partner = context.partnerOf(row.recipient);
  onAsk();
  reach("outbox.before-seal");
  const sealed = row.sealed ?? (await seal(context, row, row.content, { partner, signal }));
  reach("outbox.after-seal");
  // A withdrawal or a receipt may have come meanwhile: an erased or decided message is not sent again.
  const attempts = row.attempts + 1;
  const again = pauseAfter(context, attempts, isWarning(row.content.message));
  const posted = await store.transaction(async (tx) => {
    const { outbox } = tx;
    const current = await outbox.find(id);
    if (current === undefined || current.erasedAt !== undefined || !isOpen(current)) {
      return undefined;
    }
    if (await isRecalled(tx, current)) return undefined;
    // From here on the recipient may have it, so every attempt sends the same octets, one beside this too.
    const first = current.sealed ?? sealed;
    await outbox.change(id, { state: "sending", sealed: first, attempts, ...again });
    return first;
  });
  if (posted === undefined) return undefined;

  reach("outbox.before-post");
  const response = await partner.deliver(posted, signal);
  reach("outbox.after-post");
  let isUntaken = false;
  // The row is read again: a receipt may have come by another way.
  await settle(context, id, (current) => {
    const read = readAnswer(context, current, posted, response);
    const code = typeof read === "object" ? read.lastError : undefined;
    isUntaken = typeof code === "string" && isRefusedAs(outdated(context, current), code);
    return read;
  });
  // Only now is it sure that its recipient does not have it.
  if (isUntaken) await signAgain(context, id, { isUntaken });
  return "answered";
}

type EventName = (typeof EVENT_OF)[OutboxState];

/**
 * Records the outcome of an attempt.
 *
 * @param decide - Gets the row in the transaction that changes it, since a receipt, a certificate or a withdrawal may
 *   come before. `undefined` changes nothing.
 * @throws {@link AgencyError} `GATEWAY_RECEIPTS_CONTRADICT`, after recording it.
 */
async function settle(
  context: AgencyContext,
  id: string,
  decide: (current: OutboxRow) => ReadAnswer | undefined,
  { named, ...answered }: Answered & { readonly named?: EventName } = {},
): Promise<void> {
  const error = await carryOut<AgencyError | undefined>(context, async (tx) => {
    const row = await tx.outbox.find(id);
    const decided = row && decide(row);
    if (row === undefined || decided === undefined) return { effects: [], value: undefined };
    if (decided === "contradiction") {
      const at = toInstant(context.clock.now());
      return { effects: noteContradiction(row, at), value: contradiction() };
    }
    const event = named ?? EVENT_OF[decided.state];
    const effects = await outcomeOf(context, tx, row, { ...decided, event, answered });
    return { effects, value: undefined, step: `outbox.${event}` };
  });
  if (error !== undefined) throw error;
}

async function outcomeOf(
  context: AgencyContext,
  tx: Tx,
  row: OutboxRow,
  {
    arrived,
    event,
    answered,
    ...outcome
  }: Exclude<ReadAnswer, string> & { readonly event: EventName; readonly answered: Answered },
): Promise<readonly Effect[]> {
  const { state, lastError } = outcome;
  const { digest: ref, recipient: peer } = row;
  // If a warning is not delivered at once, a person must know: there may be another way to give it.
  const isAlarm =
    event !== "receipts" &&
    state !== "unsent" &&
    row.content !== undefined &&
    isWarning(row.content.message);
  const lost = { ref, code: whyLost(outcome, row), at: toInstant(context.clock.now()) };
  const verdict = verdictOf(outcome.receipts ?? []);
  const untold = await whyUntold(tx, row, outcome, verdict);
  const failed = typeof lastError === "string" ? { code: lastError } : {};
  const code = { ...failed, ...answered, ...codeOfOutcome(row, outcome, verdict) };
  const follows = await arrivalEffects(context, tx, row, { arrived, verdict });
  return [
    { does: "change", id: row.id, change: outcome },
    ...follows,
    ...(isAlarm ? emergency("emergencyUndelivered", lost) : []),
    ...rejectedWarning(row, verdict, lost.at),
    ...(untold === undefined ? [] : erasureUntold(row, { ...lost, code: untold })),
    ...undelivered(row, outcome, lost),
    ...(await owedAgain(tx, row, outcome, lost)),
    {
      does: "log",
      event: { event: state, ref, peer, ...code, ...(state === "refused" && { own: true }) },
    },
  ];
}

/** Whether a message was posted before it was erased: it is not sent again, but may arrive until its deadline. */
const mayArrive = ({ content, posted }: OutboxRow): boolean => content === undefined && posted;

/** Lets a message that is not sent again wait for its deadline, even if a jump of the clock made it due. */
function waitForDeadline({ store }: AgencyContext, id: string): Promise<void> {
  return store.transaction(async ({ outbox }) => {
    const row = await outbox.find(id);
    if (row === undefined || !isOpen(row)) return;
    const later = { nextAttempt: Date.parse(row.deliverBy), pausedAt: 0, lastError: null };
    await outbox.change(id, { state: row.state, ...later });
  });
}

/** Records a failed attempt. The state stays: the sealed message may have arrived. */
async function postpone(
  context: AgencyContext,
  id: string,
  code: string,
  answered: Answered,
): Promise<void> {
  await settle(
    context,
    id,
    (row) => {
      if (!isOpen(row) || (mayArrive(row) && code !== IMPLAUSIBLE)) return undefined;
      const attempts = row.state === "queued" ? row.attempts + 1 : row.attempts;
      const isUrgent = row.content !== undefined && isWarning(row.content.message);
      const pause = pauseAfter(context, attempts, isUrgent);
      return { state: row.state, attempts, ...pause, lastError: code };
    },
    { named: "retry", ...answered },
  );
}

const IMPLAUSIBLE = "GATEWAY_CLOCK_IMPLAUSIBLE";
/** For each new state of a message, the name of its failpoints. */
const EVENT_OF = {
  queued: "requeue",
  sending: "retry",
  delivered: "receipts",
  decided: "receipts",
  refused: "refusal",
  expired: "expiry",
  unsent: "expiry",
  replaced: "replace",
} as const satisfies Record<OutboxState, string>;
