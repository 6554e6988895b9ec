import { toInstant } from "@safepassage/core";
import { chooseEpoch, verifyEpochs } from "@safepassage/trust";
import { arrival } from "../effects/answers.ts";
import { carryOut, type Effect } from "../effects/effect.ts";
import { contradiction, noteContradiction } from "../effects/join-receipts.ts";
import { claimsThreatToLife, emergency } from "../effects/quarantine.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyContext } from "../setting/context.ts";
import type { Partner } from "../setting/partner.ts";
import { seal as sealTo } from "../stages/way.ts";
import { workOutIn } from "../store/facts.ts";
import type { Tx } from "../store/ports.ts";
import type { OutboxContent, OutboxRow, OutboxState } from "../store/rows.ts";
import { pauseAfter } from "./pause.ts";
import { type ReadAnswer, readAnswer } from "./read-answer.ts";

/**
 * Tries once to deliver a message that is queued or sending.
 *
 * @param signal - Ends the attempt, both of its requests.
 * @throws ProtocolError where it failed, and the message stays as it was.
 */
export async function attempt(
  context: AgencyContext,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const { store, reach, clock } = context;
  const row = await store.transaction((tx) => tx.outbox.find(id));
  if (row === undefined || !isOpen(row)) return;
  const now = clock.now();
  const isOver = Date.parse(row.deliverBy) <= now.getTime();
  // By a clock that nobody trusts no message is given up: it may have jumped for a moment.
  const mayBeThere = row.content !== undefined || row.posted;
  if (isOver && mayBeThere && !(await context.clockWatch.isPlausible(now))) {
    throw new AgencyError(IMPLAUSIBLE, "the deadline may not have passed");
  }
  if (!isOver && mayArrive(row)) {
    await waitForDeadline(context, id);
    return;
  }
  // Without content it was erased before it was ever posted: there is nothing left to send.
  if (row.content === undefined || isOver) {
    await settle(context, id, (current) =>
      isOpen(current) ? { state: "expired", sealed: null } : undefined,
    );
    return;
  }
  const partner = context.partnerOf(row.recipient);
  reach("outbox.before-seal");
  const sealed = row.sealed ?? (await seal(context, row, row.content, { partner, signal }));
  reach("outbox.after-seal");
  // A withdrawal or a receipt may have come meanwhile: what is erased or decided is not sent again.
  const attempts = row.attempts + 1;
  const again = pauseAfter(context, attempts);
  const isSending = await store.transaction(async ({ outbox }) => {
    const current = await outbox.find(id);
    if (current?.content === undefined || !isOpen(current)) return false;
    // From here on the recipient may have it: whatever happens, the same octets are sent again.
    await outbox.change(id, { state: "sending", sealed, attempts, ...again });
    return true;
  });
  if (!isSending) return;

  reach("outbox.before-post");
  const response = await partner.deliver(sealed, signal);
  reach("outbox.after-post");
  // A receipt that came meanwhile by another way counts, too.
  await settle(context, id, (current) => readAnswer(context, current, sealed, response));
}

type EventName = (typeof EVENT_OF)[OutboxState];

/**
 * Records what an attempt led to.
 *
 * @param decide - Told how the message stands in the very transaction that changes it: between two of them a receipt, a
 *   certificate or a withdrawal may come. `undefined` leaves it alone.
 * @throws {@link AgencyError} `GATEWAY_RECEIPTS_CONTRADICT`, once that is noted.
 */
async function settle(
  context: AgencyContext,
  id: string,
  decide: (current: OutboxRow) => ReadAnswer | undefined,
  named?: EventName,
): Promise<void> {
  let event: EventName | undefined;
  const error = await carryOut<AgencyError | undefined>(context, async (tx) => {
    const row = await tx.outbox.find(id);
    const decided = row && decide(row);
    if (row === undefined || decided === undefined) return { effects: [], value: undefined };
    if (decided === "contradiction") {
      const at = toInstant(context.clock.now());
      return { effects: noteContradiction(row, at), value: contradiction() };
    }
    event = named ?? EVENT_OF[decided.state];
    context.reach(`outbox.before-${event}`);
    return { effects: await outcomeOf(context, tx, row, { ...decided, event }), value: undefined };
  });
  if (error !== undefined) throw error;
  if (event !== undefined) context.reach(`outbox.after-${event}`);
}

/** What an attempt leads to. */
async function outcomeOf(
  context: AgencyContext,
  tx: Tx,
  row: OutboxRow,
  { arrived, event, ...outcome }: Exclude<ReadAnswer, string> & { readonly event: EventName },
): Promise<readonly Effect[]> {
  const { state, lastError } = outcome;
  const { digest: ref, recipient: peer } = row;
  // A warning that is not delivered at once is for a person: there may be another way to give it.
  const isAlarm = event !== "receipts" && isWarning(row);
  const why = lastError ?? row.lastError ?? "expired";
  const lost = { ref, code: why, at: toInstant(context.clock.now()) };
  const code = typeof lastError === "string" ? { code: lastError } : {};
  const follows =
    arrived === undefined
      ? []
      : await workOutIn(context, tx, (facts) => arrival(facts, row, arrived));
  return [
    { does: "change", id: row.id, change: outcome },
    ...follows,
    ...(isAlarm ? emergency("emergencyUndelivered", lost) : []),
    { does: "log", event: { event: state, ref, peer, ...code } },
  ];
}

/** Whether a message says that a life is at stake. */
function isWarning({ content }: OutboxRow): boolean {
  return content !== undefined && claimsThreatToLife(content.message);
}

/** Whether a message is still to be sent. */
function isOpen({ state }: OutboxRow): boolean {
  return state === "queued" || state === "sending";
}

/** Whether a message was posted before it was erased: nothing is sent any more, and until its deadline it may arrive. */
function mayArrive({ content, posted }: OutboxRow): boolean {
  return content === undefined && posted;
}

/** Has what is not sent any more wait for its deadline, also where a clock that had jumped made it due before. */
function waitForDeadline({ store }: AgencyContext, id: string): Promise<void> {
  return store.transaction(async ({ outbox }) => {
    const row = await outbox.find(id);
    if (row === undefined || !isOpen(row)) return;
    const later = { nextAttempt: Date.parse(row.deliverBy), pausedAt: 0, lastError: null };
    await outbox.change(id, { state: row.state, ...later });
  });
}

/** Notes an attempt that failed. Leaves the state as it is: what was sealed may have arrived. */
export async function postpone(context: AgencyContext, id: string, code: string): Promise<void> {
  await settle(
    context,
    id,
    (row) => {
      if (!isOpen(row) || (mayArrive(row) && code !== IMPLAUSIBLE)) return undefined;
      const attempts = row.state === "queued" ? row.attempts + 1 : row.attempts;
      return { state: row.state, attempts, ...pauseAfter(context, attempts), lastError: code };
    },
    "retry",
  );
}

/** Seals to the key epoch that the recipient publishes now. */
async function seal(
  { self, registry, clock }: AgencyContext,
  { recipient }: OutboxRow,
  content: OutboxContent,
  { partner, signal }: { readonly partner: Partner; readonly signal: AbortSignal },
): Promise<string> {
  const published = await partner.publishedEpochs(signal);
  const now = clock.now();
  const epochs = verifyEpochs(published, { registry: registry(), entity: recipient, now });
  return sealTo({ issued: content, sender: self, recipient }, chooseEpoch(epochs, now).jwk);
}

const IMPLAUSIBLE = "GATEWAY_CLOCK_IMPLAUSIBLE";
/** What happens to a message that comes into a state, as failpoints name it. */
const EVENT_OF = {
  queued: "requeue",
  sending: "retry",
  delivered: "receipts",
  decided: "receipts",
  refused: "refusal",
  expired: "expiry",
} as const satisfies Record<OutboxState, string>;
