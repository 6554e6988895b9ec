import { encodeUtf8, parseJson, sha256Base64url } from "@safepassage/core";
import { type MessageErrorCode, requireReceiptFor, verifyReceipt } from "@safepassage/message";
import type { TrustErrorCode } from "@safepassage/trust";
import * as z from "zod";
import { joinReceipts } from "../../effects/shared/join-receipts.ts";
import { AgencyError, type AgencyErrorCode } from "../../setting/agency-error.ts";
import type { AgencyContext } from "../../setting/context.ts";
import { shownCode } from "../../setting/shown-code.ts";
import { isOfOther } from "../../stages/profile.ts";
import type { OutboxChange, OutboxRow } from "../../store/rows.ts";
import { type Outdated, outdated } from "../queue/why-again.ts";
import { arrivalIn, arrivalOf, type ReceiptWindow, requireReceiptTime } from "./receipt-time.ts";

/** Most octets read of another agency's answer. */
export const MAX_ANSWER = 262_144;

/** The change that an answer makes to a message, or that it contradicts an earlier receipt. */
export type ReadAnswer = (OutboxChange & { readonly arrived?: Date }) | "contradiction";

/**
 * Reads the change that an answer makes to a message. Only signed parts count.
 *
 * @param row - Read after the answer has arrived.
 */
export function readAnswer(
  context: AgencyContext,
  row: OutboxRow,
  sealed: string,
  { status, text }: { status: number; text: string },
): ReadAnswer | undefined {
  const parsed = parseAnswer(text);
  const window: ReceiptWindow = { createdAt: row.createdAt, end: context.clock.now() };
  if (status !== 200) {
    return readRefusal(context, row, verifyRefusal(context, row, sealed, parsed));
  }
  const given = parsed.receipts ?? [];
  const verified = given.map((receipt) => {
    const claims = verifyReceipt(receipt, context.registry());
    requireReceiptFor(claims, row, { sender: context.self, recipient: row.recipient });
    requireReceiptTime(claims, window);
    return claims;
  });
  if (verified.length === 0) throw noReceipts();
  // It has signed before that it did not take this one, and another one goes in its place.
  if (row.state === "replaced") return "contradiction";
  const receipts = joinReceipts(row, given);
  if (receipts === undefined) return "contradiction";
  const isDecided = row.state === "decided" || verified.some(({ kind }) => kind === "decided");
  const state = isDecided ? "decided" : "delivered";
  const arrival = arrivalIn(verified);
  const arrived = arrival === undefined ? {} : { arrived: arrivalOf(arrival, window) };
  // The ciphertext is deleted as soon as it is not needed: it would outlive every other erasure.
  return { state, receipts, sealed: null, lastError: null, ...arrived };
}

/** The members of an answer that count. @throws AgencyError `GATEWAY_RECEIPTS_MISSING`. */
export function parseAnswer(text: string): z.infer<typeof Answer> {
  const parsed = Answer.safeParse(parseJson(text, { maxLength: MAX_ANSWER, maxDepth: 8 }));
  if (!parsed.success) throw noReceipts();
  return parsed.data;
}

/**
 * Verifies the refusal in an answer: that its recipient has signed it, about this message as it was posted, in a possible time.
 *
 * @throws AgencyError `GATEWAY_RECEIPTS_MISSING`, `GATEWAY_RECEIPT_TIME_WRONG`.
 */
export function verifyRefusal(
  context: AgencyContext,
  row: OutboxRow,
  sealed: string,
  { receipt }: Pick<z.infer<typeof Answer>, "receipt">,
): Refusal {
  if (receipt === undefined) throw noReceipts();
  const claims = verifyReceipt(receipt, context.registry());
  if (
    claims.kind !== "refused" ||
    claims.iss !== row.recipient ||
    claims.sealed !== sha256Base64url(encodeUtf8(sealed)) ||
    // A refusal of another message could not be used as evidence later, so it does not count now.
    (claims.msg !== undefined && claims.msg !== row.digest) ||
    (claims.aud !== undefined && claims.aud !== context.self)
  ) {
    throw noReceipts();
  }
  const { code } = claims;
  const window = { createdAt: row.createdAt, end: context.clock.now() };
  requireReceiptTime(claims, window, { mayBeEarly: TRANSIENT.has(code) });
  return { code, receipt };
}

/** A refusal that is verified. */
interface Refusal {
  readonly code: string;
  readonly receipt: string;
}

function readRefusal(
  context: AgencyContext,
  row: OutboxRow,
  { code, receipt }: Refusal,
): ReadAnswer | undefined {
  if (row.state === "replaced") return undefined;
  const isKnown = row.state === "delivered" || row.state === "decided";
  // It has the message by another way, such as a copy of this folder: that contradicts nothing.
  if (isKnown && code === "MESSAGE_REPLAYED") return undefined;
  // Its receipt, or its erasure certificate, says that it had the message.
  if (isKnown) return "contradiction";
  // An honest recipient could not open it, so it is sealed again. No recipient takes the same message twice.
  if (code === "PACKAGE_KEY_UNKNOWN") return { state: "queued", sealed: null, lastError: code };
  // Said of a message for the catalogue of this program, it means that the recipient has another one.
  const isOurs = row.content !== undefined && !isOfOther(row.content.message);
  const differs = code === "MESSAGE_PROFILE_UNSUPPORTED" && isOurs;
  // The refusal is kept: if the deadline passes, it shows why.
  const refusal = { receipts: [receipt], lastError: differs ? DIFFERS : shownCode(code) };
  const isMended = isRefusedAs(outdated(context, row), code);
  if (TRANSIENT.has(code) || isMended) return { state: "sending", ...refusal };
  return { state: "refused", sealed: null, ...refusal };
}

const DIFFERS = "GATEWAY_PROFILE_DIFFERS";

/** Whether a recipient says that it has not taken a message for the reason for which it has to be signed again. */
export const isRefusedAs = (found: Outdated | undefined, code: string): boolean =>
  found !== undefined && REFUSED_AS[found.why].has(code);

const REFUSED_AS: Readonly<Record<Outdated["why"], ReadonlySet<string>>> = {
  catalogue: new Set(["MESSAGE_PROFILE_UNSUPPORTED", DIFFERS]),
  key: new Set([
    "MESSAGE_REGISTRY_DIFFERS",
    "TRUST_AGENCY_UNKNOWN",
    "TRUST_KEY_COMPROMISED",
    "TRUST_KEY_NOT_IN_FORCE",
  ]),
};

function noReceipts(): AgencyError {
  return new AgencyError("GATEWAY_RECEIPTS_MISSING", "no receipt of this message in the answer");
}

/**
 * Refusals that may end without a change to the message. The recipient's clock is wrong, its quarantine is full, or its
 * registry, agreements or profile are older than the sender's, whose own rehearsal passed these checks. Before the
 * deadline, `MESSAGE_EXPIRED` means that a clock is wrong, not that the delivery is late.
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
// Other members are ignored: only what is signed counts.
const Answer = z.object({
  receipts: z.array(Receipt).max(2).optional(),
  receipt: Receipt.optional(),
});
