import { encodeUtf8, parseJson, sha256Base64url } from "@safepassage/core";
import { type MessageErrorCode, requireReceiptFor, verifyReceipt } from "@safepassage/message";
import type { TrustErrorCode } from "@safepassage/trust";
import * as z from "zod";
import { joinReceipts } from "../effects/join-receipts.ts";
import { AgencyError, type AgencyErrorCode } from "../setting/agency-error.ts";
import type { AgencyContext } from "../setting/context.ts";
import type { OutboxChange, OutboxRow } from "../store/rows.ts";
import { arrivalOf, type ReceiptWindow, requireReceiptTime } from "./receipt-time.ts";

/** Most octets that are read of another agency's answer. */
export const MAX_ANSWER = 262_144;

/** What an answer makes of the message, or that it contradicts what the recipient has signed before. */
export type ReadAnswer = (OutboxChange & { readonly arrived?: Date }) | "contradiction";

/**
 * Turns the answer into what becomes of the message; nothing counts that is not signed.
 *
 * @param row - As it is when the answer is there.
 */
export function readAnswer(
  context: AgencyContext,
  row: OutboxRow,
  sealed: string,
  { status, text }: { status: number; text: string },
): ReadAnswer {
  const parsed = Answer.safeParse(parseJson(text, { maxLength: MAX_ANSWER, maxDepth: 8 }));
  if (!parsed.success) throw noReceipts();
  const window: ReceiptWindow = { createdAt: row.createdAt, end: context.clock.now() };
  if (status !== 200) {
    if (parsed.data.receipt === undefined) throw noReceipts();
    return readRefusal(context, row, { sealed, receipt: parsed.data.receipt, window });
  }
  const given = parsed.data.receipts ?? [];
  const verified = given.map((receipt) => {
    const claims = verifyReceipt(receipt, context.registry());
    requireReceiptFor(claims, row, { sender: context.self, recipient: row.recipient });
    requireReceiptTime(claims, window);
    return claims;
  });
  if (verified.length === 0) throw noReceipts();
  const receipts = joinReceipts(row, given);
  if (receipts === undefined) return "contradiction";
  const isDecided = row.state === "decided" || verified.some(({ kind }) => kind === "decided");
  const state = isDecided ? "decided" : "delivered";
  const delivered = verified.find(({ kind }) => kind === "delivered");
  const arrived = delivered === undefined ? {} : { arrived: arrivalOf(delivered, window) };
  // The ciphertext goes as soon as it is not needed: it outlives every erasure elsewhere.
  return { state, receipts, sealed: null, lastError: null, ...arrived };
}

function readRefusal(
  context: AgencyContext,
  row: OutboxRow,
  { sealed, receipt, window }: { sealed: string; receipt: string; window: ReceiptWindow },
): ReadAnswer {
  const claims = verifyReceipt(receipt, context.registry());
  if (
    claims.kind !== "refused" ||
    claims.iss !== row.recipient ||
    claims.sealed !== sha256Base64url(encodeUtf8(sealed)) ||
    (claims.aud !== undefined && claims.aud !== context.self)
  ) {
    throw noReceipts();
  }
  const { code } = claims;
  requireReceiptTime(claims, window, { mayBeEarly: TRANSIENT.has(code) });
  // By a receipt, or by the certificate that it has destroyed it.
  if (row.state === "delivered" || row.state === "decided") return "contradiction";
  // An honest recipient could not open it, and none takes the same message twice: it is sealed again.
  if (code === "PACKAGE_KEY_UNKNOWN") return { state: "queued", sealed: null, lastError: code };
  // The refusal is kept: should time run out, it shows why.
  const refusal = { receipts: [receipt], lastError: code };
  if (TRANSIENT.has(code)) return { state: "sending", ...refusal };
  return { state: "refused", sealed: null, ...refusal };
}

function noReceipts(): AgencyError {
  return new AgencyError("GATEWAY_RECEIPTS_MISSING", "no receipt of this message in the answer");
}

/**
 * What a recipient refuses today and may take tomorrow, with the message as it is: its clock is
 * wrong, its registry, agreements or profile are older than the sender's, which has passed all
 * of these checks in its own rehearsal, or its quarantine has no room. A delivery that comes too late is none of these: before
 * the deadline, `MESSAGE_EXPIRED` says that a clock is wrong.
 */
const TRANSIENT: ReadonlySet<string> = new Set<MessageErrorCode | TrustErrorCode | AgencyErrorCode>(
  [
    "MESSAGE_NOT_YET_VALID",
    "MESSAGE_EXPIRED",
    "MESSAGE_AGREEMENT_UNKNOWN",
    "MESSAGE_PROFILE_UNSUPPORTED",
    "MESSAGE_REGISTRY_DIFFERS",
    "TRUST_AGENCY_UNKNOWN",
    "TRUST_KEY_UNKNOWN",
    "TRUST_KEY_NOT_IN_FORCE",
    "GATEWAY_QUARANTINE_FULL",
  ],
);

const Receipt = z.string().max(65_536);
// Other members are of no account: only what is signed counts.
const Answer = z.object({
  receipts: z.array(Receipt).max(2).optional(),
  receipt: Receipt.optional(),
});
