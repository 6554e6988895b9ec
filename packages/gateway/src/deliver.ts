import { seal as sealTo } from "@safepassage/agency";
import type { DecodedMessage } from "@safepassage/schema";
import { chooseEpoch, verifyEpochs } from "@safepassage/trust";
import type { GatewayContext } from "./context.ts";
import { fetchText } from "./fetch-text.ts";
import { GatewayError } from "./gateway-error.ts";
import { noteDelivery } from "./note-answer.ts";
import { announceAlarms, claimsThreatToLife, recordEmergency } from "./quarantine.ts";
import { MAX_ANSWER, readAnswer } from "./read-answer.ts";
import type { OutboxChange, OutboxContent, OutboxRow, OutboxState } from "./store.ts";

/**
 * Tries once to deliver a message that is queued or sending.
 *
 * @param signal - Ends the attempt, both of its requests.
 * @throws ProtocolError where it failed, and the message stays as it was.
 */
export async function attempt(
  context: GatewayContext,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const { store, reach, clock } = context;
  const row = store.findOutbox(id);
  if (row === undefined || !isOpen(row)) return;
  const now = clock.now();
  const isOver = Date.parse(row.deliverBy) <= now.getTime();
  // By a clock that nobody trusts no message is given up: it may have jumped for a moment.
  if (isOver && (row.content !== undefined || row.posted) && !context.clockWatch.isPlausible(now)) {
    throw new GatewayError(IMPLAUSIBLE, "the deadline may not have passed");
  }
  if (!isOver && mayArrive(row)) {
    waitForDeadline(context, row);
    return;
  }
  // Without content it was erased before it was ever posted: there is nothing left to send.
  if (row.content === undefined || isOver) {
    settle(context, row, { state: "expired", sealed: null });
    return;
  }
  const endpoint = endpointOf(context, row.recipient);
  reach("outbox.before-seal");
  const sealed = row.sealed ?? (await seal(context, row, row.content, { endpoint, signal }));
  reach("outbox.after-seal");
  // A withdrawal or a receipt may have come meanwhile: what is erased or decided is not sent again.
  const current = store.findOutbox(id);
  if (current?.content === undefined || !isOpen(current)) return;
  const attempts = row.attempts + 1;
  const again = nextAfter(context, attempts);
  // From here on the recipient may have it: whatever happens, the same octets are sent again.
  store.transaction(() => store.changeOutbox(id, { state: "sending", sealed, attempts, ...again }));

  reach("outbox.before-post");
  const headers = { "content-type": "application/jose", accept: "application/json" };
  const init = { method: "POST", headers, body: sealed };
  const response = await send(context, `${endpoint}/inbox`, init, signal);
  reach("outbox.after-post");
  // A receipt that came meanwhile by another way counts, too.
  const asked = store.findOutbox(id) ?? row;
  settle(context, asked, readAnswer(context, asked, sealed, response));
}

/** Records what an attempt led to. */
function settle(
  context: GatewayContext,
  row: OutboxRow,
  { arrived, ...outcome }: OutboxChange & { readonly arrived?: Date },
  event = EVENT_OF[outcome.state],
): void {
  context.reach(`outbox.before-${event}`);
  const { state, lastError } = outcome;
  // A warning that is not delivered at once is for a person: there may be another way to give it.
  const isAlarm = event !== "receipts" && isWarning(row);
  context.store.transaction(() => {
    context.store.changeOutbox(row.id, outcome);
    if (arrived !== undefined) noteDelivery(context, row, arrived);
    const why = lastError ?? row.lastError ?? "expired";
    if (isAlarm) recordEmergency(context, "emergencyUndelivered", { ref: row.digest, code: why });
  });
  const code = typeof lastError === "string" ? { code: lastError } : {};
  context.reach(`outbox.after-${event}`);
  if (isAlarm) announceAlarms(context);
  context.log({ event: state, ref: row.digest, peer: row.recipient, ...code });
}

/** Whether a message says that a life is at stake. */
function isWarning({ content }: OutboxRow): boolean {
  return content !== undefined && claimsThreatToLife(JSON.parse(content.message) as DecodedMessage);
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
function waitForDeadline({ store }: GatewayContext, { id, state, deliverBy }: OutboxRow): void {
  const later = { nextAttempt: Date.parse(deliverBy), pausedAt: 0, lastError: null };
  store.transaction(() => store.changeOutbox(id, { state, ...later }));
}

/** Notes an attempt that failed. Leaves the state as it is: what was sealed may have arrived. */
export function postpone(context: GatewayContext, id: string, code: string): void {
  const { store } = context;
  const row = store.findOutbox(id);
  if (row === undefined || !isOpen(row)) return;
  if (mayArrive(row) && code !== IMPLAUSIBLE) return;
  const attempts = row.state === "queued" ? row.attempts + 1 : row.attempts;
  const again = nextAfter(context, attempts);
  const outcome = { state: row.state, attempts, ...again, lastError: code };
  settle(context, row, outcome, "retry");
}

/** Doubling pauses with jitter, so that many senders do not come back at the same moment. */
function nextAfter(
  { retry, random, clock }: GatewayContext,
  attempts: number,
): Required<Pick<OutboxChange, "nextAttempt" | "pausedAt">> {
  const longest = Math.min(retry.maxMs, retry.baseMs * 2 ** Math.min(attempts - 1, 30));
  const pausedAt = clock.now().getTime();
  return { nextAttempt: pausedAt + Math.round(longest * (0.5 + random() / 2)), pausedAt };
}

function endpointOf(context: GatewayContext, recipient: string): string {
  const endpoint = context.registry().endpoint(recipient);
  if (endpoint === undefined) {
    throw new GatewayError("GATEWAY_RECIPIENT_UNKNOWN", "the registry has no address for it");
  }
  return endpoint.replace(/\/+$/, "");
}

/** Seals to the key epoch that the recipient publishes now. */
async function seal(
  { self, registry, clock, ...context }: GatewayContext,
  { recipient }: OutboxRow,
  content: OutboxContent,
  { endpoint, signal }: { readonly endpoint: string; readonly signal: AbortSignal },
): Promise<string> {
  const response = await send(context, `${endpoint}/.well-known/spp-epochs`, {}, signal);
  if (response.status !== 200) throw unreachable("no key epochs");
  const now = clock.now();
  const epochs = verifyEpochs(response.text, {
    registry: registry(),
    entity: recipient,
    now,
  });
  return sealTo({ issued: content, sender: self, recipient }, chooseEpoch(epochs, now).jwk);
}

async function send(
  { fetch }: Pick<GatewayContext, "fetch">,
  url: string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  try {
    // A redirect would let whoever answers once choose where the next message goes.
    const request = new Request(url, { ...init, redirect: "error" });
    return await fetchText(fetch, request, { signal, limit: MAX_ANSWER });
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    throw unreachable("the request failed", cause);
  }
}

function unreachable(message: string, cause?: unknown): GatewayError {
  return new GatewayError("GATEWAY_PEER_UNREACHABLE", message, { cause });
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
