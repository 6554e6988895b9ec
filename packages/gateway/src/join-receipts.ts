import { canonicalJson, decodeBase64url, decodeUtf8, toInstant } from "@safepassage/core";
import { parseReceiptClaims, type ReceiptClaims } from "@safepassage/schema";
import type { GatewayContext } from "./context.ts";
import { GatewayError } from "./gateway-error.ts";
import type { OutboxRow } from "./store.ts";

/**
 * The receipts of a message together with those that came now: one of each kind, the first that was
 * taken. A second that says the same but for its id and time is left out.
 *
 * @param given - Verified, and about this message.
 * @throws {@link GatewayError} `GATEWAY_RECEIPTS_CONTRADICT`.
 * @see `docs/spec/gateway-sending.md#receipts-that-contradict-each-other`
 */
export function joinReceipts(
  context: GatewayContext,
  row: OutboxRow,
  given: readonly string[],
): readonly string[] {
  const taken = new Map<ReceiptClaims["kind"], string>();
  for (const receipt of [...standing(row), ...given]) {
    const { kind } = claimsOf(receipt);
    const first = taken.get(kind) ?? receipt;
    if (statementOf(first) !== statementOf(receipt)) throw contradiction(context, row);
    taken.set(kind, first);
  }
  return KINDS.flatMap((kind) => taken.get(kind) ?? []);
}

/** The error of a recipient that contradicts itself, which is noted. */
export function contradiction(context: GatewayContext, row: OutboxRow): GatewayError {
  noteContradiction(context, row);
  return new GatewayError(CODE, "the recipient has signed something else before");
}

/** Notes for the operator that a recipient contradicts itself, once for each message. */
export function noteContradiction(
  { store, clock, log }: GatewayContext,
  { digest: ref, recipient: peer }: OutboxRow,
): void {
  if (store.hasEvent(EVENT, ref)) return;
  store.addEvent({ kind: EVENT, at: toInstant(clock.now()), ref, code: CODE });
  log({ event: EVENT, ref, code: CODE, peer });
}

/** Of a message that is not refused, a refusal that is kept stands no more once a receipt comes. */
function standing({ state, receipts }: OutboxRow): readonly string[] {
  if (state === "refused") return receipts;
  return receipts.filter((receipt) => claimsOf(receipt).kind !== "refused");
}

/** What a receipt says, as text. */
function statementOf(receipt: string): string {
  const { jti: _, iat: __, ...statement } = claimsOf(receipt);
  return canonicalJson(statement);
}

/** Claims of a receipt that was verified when it came. */
function claimsOf(receipt: string): ReceiptClaims {
  const payload = decodeUtf8(decodeBase64url(receipt.split(".")[1] ?? ""));
  return parseReceiptClaims(JSON.parse(payload));
}

const KINDS: readonly ReceiptClaims["kind"][] = ["refused", "delivered", "decided"];
const EVENT = "receiptsContradict";
const CODE = "GATEWAY_RECEIPTS_CONTRADICT";
