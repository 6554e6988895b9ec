import { ProtocolError } from "@safepassage/core";
import type { AgencyContext } from "../../setting/context.ts";
import type { OutboxRow } from "../../store/rows.ts";
import { BROKEN_OFF } from "./fetch-text.ts";
import { type ReadAnswer, readAnswer } from "./read-answer.ts";
import { seal } from "./seal.ts";
import { requireStillMay } from "./still-may.ts";

/**
 * Posts a message once more whose deadline is over, and which was posted before: its recipient may have it, and its receipts may have
 * been lost on the way, as where the sender was off since. A recipient that has it gives them again; no other one takes it any more.
 *
 * @returns The change that the answer makes to the message; `undefined` where nobody is asked.
 */
export async function askLast(
  context: AgencyContext,
  row: OutboxRow,
  signal: AbortSignal,
): Promise<((current: OutboxRow) => ReadAnswer) | undefined> {
  const { content, posted, recipient } = row;
  if (content === undefined || !posted) return undefined;
  try {
    requireStillMay(context, content.message, context.clock.now());
    const partner = context.partnerOf(recipient);
    // An earlier state of the database may lack what was posted.
    const sealed = row.sealed ?? (await seal(context, row, content, { partner, signal }));
    const answer = await partner.deliver(sealed, signal);
    return (current) => lastChange(() => readAnswer(context, current, sealed, answer));
  } catch (error) {
    // It is asked after the next start.
    if (signal.reason === BROKEN_OFF) throw error;
    return () => expired(codeOf(error));
  }
}

/** What an answer changes for good. One that leaves the message open ends it: its time is over. */
function lastChange(read: () => ReadAnswer | undefined): ReadAnswer {
  try {
    const change = read();
    if (change === undefined || change === "contradiction") return change ?? EXPIRED;
    const { state, receipts, lastError } = change;
    if (state !== "queued" && state !== "sending") return change;
    return { ...EXPIRED, ...(receipts && { receipts }), ...(lastError && { lastError }) };
  } catch (error) {
    return expired(codeOf(error));
  }
}

/** @throws an error that is a fault of this program. */
function codeOf(error: unknown): string {
  if (error instanceof ProtocolError) return error.code;
  throw error;
}

const EXPIRED = { state: "expired", sealed: null } as const;
const expired = (lastError: string): ReadAnswer => ({ ...EXPIRED, lastError });
