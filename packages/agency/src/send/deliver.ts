import { toInstant } from "@safepassage/core";
import { chooseEpoch, verifyEpochs } from "@safepassage/trust";
import { arrival } from "../effects/answers.ts";
import { carryOut } from "../effects/effect.ts";
import { contradiction, noteContradiction } from "../effects/join-receipts.ts";
import { claimsThreatToLife, emergency } from "../effects/quarantine.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyContext } from "../setting/context.ts";
import type { Partner } from "../setting/partner.ts";
import { seal as sealTo } from "../stages/way.ts";
import { workOutIn } from "../store/facts.ts";
import type { OutboxChange, OutboxContent, OutboxRow, OutboxState } from "../store/rows.ts";
import { pauseAfter } from "./pause.ts";
import { readAnswer } from "./read-answer.ts";

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
  const find = () => store.transaction((tx) => tx.outbox.find(id));
  const row = await find();
  if (row === undefined || !isOpen(row)) return;
  const now = clock.now();
  const isOver = Date.parse(row.deliverBy) <= now.getTime();
  // By a clock that nobody trusts no message is given up: it may have jumped for a moment.
  const mayBeThere = row.content !== undefined || row.posted;
  if (isOver && mayBeThere && !(await context.clockWatch.isPlausible(now))) {
    throw new AgencyError(IMPLAUSIBLE, "the deadline may not have passed");
  }
  if (!isOver && mayArrive(row)) {
    await waitForDeadline(context, row);
    return;
  }
  // Without content it was erased before it was ever posted: there is nothing left to send.
  if (row.content === undefined || isOver) {
    await settle(context, row, { state: "expired", sealed: null });
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
  const asked = (await find()) ?? row;
  const answer = readAnswer(context, asked, sealed, response);
  if (answer === "contradiction") throw await contradicted(context, asked);
  await settle(context, asked, answer);
}

/** Notes that a recipient contradicts what it has signed before. Returns the error of it. */
export async function contradicted(context: AgencyContext, row: OutboxRow): Promise<AgencyError> {
  const at = toInstant(context.clock.now());
  const effects = noteContradiction(row, at);
  await carryOut(context, async () => ({ effects, value: undefined }));
  return contradiction();
}

/** Records what an attempt led to. */
async function settle(
  context: AgencyContext,
  row: OutboxRow,
  { arrived, ...outcome }: OutboxChange & { readonly arrived?: Date },
  event = EVENT_OF[outcome.state],
): Promise<void> {
  context.reach(`outbox.before-${event}`);
  const { state, lastError } = outcome;
  const { digest: ref, recipient: peer } = row;
  // A warning that is not delivered at once is for a person: there may be another way to give it.
  const isAlarm = event !== "receipts" && isWarning(row);
  const why = lastError ?? row.lastError ?? "expired";
  const lost = { ref, code: why, at: toInstant(context.clock.now()) };
  const code = typeof lastError === "string" ? { code: lastError } : {};
  await carryOut(context, async (tx) => {
    const follows =
      arrived === undefined
        ? []
        : await workOutIn(context, tx, (facts) => arrival(facts, row, arrived));
    return {
      effects: [
        { does: "change", id: row.id, change: outcome },
        ...follows,
        ...(isAlarm ? emergency("emergencyUndelivered", lost) : []),
        { does: "log", event: { event: state, ref, peer, ...code } },
      ],
      value: undefined,
    };
  });
  context.reach(`outbox.after-${event}`);
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
function waitForDeadline(
  { store }: AgencyContext,
  { id, state, deliverBy }: OutboxRow,
): Promise<void> {
  const later = { nextAttempt: Date.parse(deliverBy), pausedAt: 0, lastError: null };
  return store.transaction((tx) => tx.outbox.change(id, { state, ...later }));
}

/** Notes an attempt that failed. Leaves the state as it is: what was sealed may have arrived. */
export async function postpone(context: AgencyContext, id: string, code: string): Promise<void> {
  const row = await context.store.transaction((tx) => tx.outbox.find(id));
  if (row === undefined || !isOpen(row)) return;
  if (mayArrive(row) && code !== IMPLAUSIBLE) return;
  const attempts = row.state === "queued" ? row.attempts + 1 : row.attempts;
  const again = pauseAfter(context, attempts);
  const outcome = { state: row.state, attempts, ...again, lastError: code };
  await settle(context, row, outcome, "retry");
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
