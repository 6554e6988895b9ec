import { ProtocolError, toInstant } from "@safepassage/core";
import type { ActKind } from "../../effects/shared/acts.ts";
import { carryOut, type Effect, type Outcome } from "../../effects/shared/effect.ts";
import {
  claimsOf,
  contradiction,
  hasTaken,
  noteContradiction,
  verdictOf,
} from "../../effects/shared/join-receipts.ts";
import { AgencyError } from "../../setting/agency-error.ts";
import type { AgencyContext } from "../../setting/context.ts";
import type { Answer } from "../../setting/partner.ts";
import { shownCode } from "../../setting/shown-code.ts";
import type { EventRow, OutboxContent, OutboxRow } from "../../store/rows.ts";
import { notSent } from "../draft/not-sent.ts";
import { isRecalled } from "../queue/recalled.ts";
import { erasureUntold } from "../queue/untold.ts";
import { withTimeout } from "./fetch-text.ts";
import { parseAnswer, readAnswer, verifyRefusal } from "./read-answer.ts";
import { rejectedWarning } from "./rejected-warning.ts";
import { seal } from "./seal.ts";
import { requireStillMay } from "./still-may.ts";

/** What became of a message that was sent again. */
export interface Resent {
  readonly digest: string;
  readonly outcome: ResentOutcome;
  /** Why, unless its recipient has it. */
  readonly code?: string;
}

/** Outcomes of sending a message again. */
export const RESENT_OUTCOMES = {
  taken: "its recipient had lost it, and has taken it in again, now or at an earlier request",
  known: "its recipient knows it, and gave the receipts from before",
  earlier: "not sent: its recipient took it in before the time that was named",
  refused: "its recipient has signed that it does not take it now",
  notSent: "not sent: it may not be sent any more",
  failed: "its recipient was not reached, or its answer holds no receipt",
} as const;
export type ResentOutcome = keyof typeof RESENT_OUTCOMES;

/**
 * Sends a message again to a recipient that has lost it, as after a restored backup. Its state stays, and so do its first
 * receipts: they prove what the recipient has signed.
 *
 * @param since - Instant. Left alone is what its recipient took in earlier, by the time in its receipt.
 * @throws AgencyError `GATEWAY_MESSAGE_UNKNOWN`, `GATEWAY_MESSAGE_RECEIVED`, `GATEWAY_RESEND_IMPOSSIBLE`,
 *   `GATEWAY_REGISTRY_MISSING`, `GATEWAY_REGISTRY_STALE`.
 * @see `docs/spec/gateway-store-lost.md#sending-again`
 */
export async function resend(
  context: AgencyContext,
  digest: string,
  { since }: { readonly since?: string | undefined } = {},
): Promise<Resent> {
  const found = await find(context, digest);
  const { row } = found;
  if (since !== undefined && takenIn(found) < Date.parse(since)) {
    return { digest, outcome: "earlier" };
  }
  const content = requireResendable(found, context.clock.now());
  // A registry that may not be used says nothing of the message.
  const registry = context.registry();
  try {
    const known = { registry: () => registry, agreements: context.agreements };
    requireStillMay(known, content.message, context.clock.now());
  } catch (error) {
    return { digest, outcome: "notSent", code: codeOf(error) };
  }
  const { timeoutMs } = context.retry;
  try {
    return await context.observe({ name: "deliver", ref: digest, peer: row.recipient }, () =>
      withTimeout(timeoutMs, (signal) => post(context, row, content, signal)),
    );
  } catch (error) {
    if (error instanceof AgencyError && error.code === IMPOSSIBLE) throw error;
    return { digest, outcome: "failed", code: codeOf(error) };
  }
}

/** The code of an error of the protocol. @throws any other error. */
function codeOf(error: unknown): string {
  if (error instanceof ProtocolError) return error.code;
  throw error;
}

/** A message sent, and what is recorded of it. */
interface Found {
  readonly row: OutboxRow;
  /** The times that it was sent again. */
  readonly resent: readonly EventRow[];
  /** Whether its recipient was asked to erase it. */
  readonly isWithdrawn: boolean;
}

function find({ store }: AgencyContext, digest: string): Promise<Found> {
  return store.transaction(async (tx) => {
    const row = await tx.outbox.findByDigest(digest);
    if (row === undefined) throw notSent(await tx.inbox.findByDigest(digest));
    const resent = await tx.events.about(RESENT, digest);
    return { row, resent, isWithdrawn: await isRecalled(tx, row) };
  });
}

function requireResendable({ row, isWithdrawn }: Found, now: Date): OutboxContent {
  const { content, deliverBy } = row;
  if (!hasTaken(row)) throw impossible("its recipient has not signed that it has taken it in");
  // The content stays until its recipient has certified the erasure.
  if (isWithdrawn || content === undefined) throw impossible("it is erased, or is to be");
  if (Date.parse(deliverBy) <= now.getTime()) throw impossible("its delivery deadline is over");
  return content;
}

/**
 * When its recipient took a message in last, in milliseconds since 1970: by its receipt, in which the time is of the clock that also
 * dated the copy that it went back to, or where it was sent again. Without a receipt it is never earlier than any time.
 */
function takenIn({ row: { receipts }, resent }: Found): number {
  const delivered = receipts.map(claimsOf).find(({ kind }) => kind === "delivered");
  const again = resent.filter(({ code }) => code === TAKEN).map(({ at }) => Date.parse(at));
  return Math.max(
    delivered === undefined ? Number.POSITIVE_INFINITY : delivered.iat * 1000,
    ...again,
  );
}

async function post(
  context: AgencyContext,
  row: OutboxRow,
  content: OutboxContent,
  signal: AbortSignal,
): Promise<Resent> {
  const partner = context.partnerOf(row.recipient);
  // The first receipt has deleted the octets of the first time, and the key epoch may be over.
  const sealed = await seal(context, row, content, { partner, signal });
  // Its consent may have been withdrawn meanwhile.
  requireResendable(await find(context, row.digest), context.clock.now());
  const answer = await partner.deliver(sealed, signal);
  return carryOut(context, async ({ outbox }) =>
    read(context, (await outbox.findByDigest(row.digest)) ?? row, sealed, answer),
  );
}

function read(
  context: AgencyContext,
  row: OutboxRow,
  sealed: string,
  answer: Answer,
): Outcome<Resent> {
  const { digest, recipient: peer } = row;
  const ending = (outcome: ResentOutcome, code?: string, ...effects: readonly Effect[]) => ({
    effects: [
      ...effects,
      {
        does: "log",
        event: { event: "resent", ref: digest, peer, code: code ?? outcome },
      } as const,
    ],
    value: { digest, outcome, ...(code !== undefined && { code }) },
  });
  if (answer.status !== 200) {
    // That it refuses now contradicts nothing: it does not remember what it has signed.
    return ending(
      "refused",
      shownCode(verifyRefusal(context, row, sealed, parseAnswer(answer.text)).code),
    );
  }
  const change = readAnswer(context, row, sealed, answer);
  const { receipts: given = [] } = parseAnswer(answer.text);
  if (change === "contradiction") {
    // It has judged anew what it had lost, and now: an answer may be late since, and what it is about be gone.
    const anew = judgedAnew(given);
    if (anew !== undefined) return ending(...anew);
    const at = toInstant(context.clock.now());
    return ending("refused", contradiction().code, ...noteContradiction(row, at));
  }
  const outcome = given.every((receipt) => row.receipts.includes(receipt)) ? "known" : TAKEN;
  if (change === undefined || change.state === row.state) return ending(outcome);
  const { arrived: _, ...more } = change;
  const at = toInstant(context.clock.now());
  const verdict = verdictOf(more.receipts ?? []);
  return ending(
    outcome,
    undefined,
    { does: "change", id: row.id, change: more },
    ...rejectedWarning(row, verdict, at),
    ...(verdict === "reject" ? erasureUntold(row, { code: "reject", at }) : []),
  );
}

/** What a recipient has decided that knew nothing of a message any more; `undefined` unless one answer decides once. */
function judgedAnew(
  given: readonly string[],
): readonly [ResentOutcome, code: string | undefined] | undefined {
  const [decided, ...more] = given.map(claimsOf).filter((claims) => claims.kind === "decided");
  if (decided === undefined || more.length > 0) return undefined;
  if (ACCEPTED.has(decided.verdict)) return [TAKEN, undefined];
  const cause = decided.findings.find(({ severity }) => severity === "error");
  return ["refused", cause && shownCode(cause.code)];
}

const impossible = (why: string): AgencyError => new AgencyError(IMPOSSIBLE, why);

const ACCEPTED: ReadonlySet<string> = new Set(["accept", "acceptWithWarnings"]);
const IMPOSSIBLE = "GATEWAY_RESEND_IMPOSSIBLE";
const TAKEN = "taken" satisfies ResentOutcome;
const RESENT = "messageResent" satisfies ActKind;
