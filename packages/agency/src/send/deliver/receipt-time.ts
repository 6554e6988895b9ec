import type { ReceiptClaims } from "@safepassage/schema";
import { AgencyError } from "../../setting/agency-error.ts";

/** The earliest and latest time of a receipt, by the sender's own clock. */
export interface ReceiptWindow {
  /** When the message was written. Instant. */
  readonly createdAt: string;
  /** When the receipt arrived: the end of the request that brought it. */
  readonly end: Date;
}

/**
 * Refuses a receipt with an impossible time. Otherwise a key retired before the message could sign one, or a
 * recipient could choose its date.
 *
 * @param mayBeEarly - For a refusal that shows that the recipient's own clock may be behind.
 * @throws {@link AgencyError} `GATEWAY_RECEIPT_TIME_WRONG`.
 * @see `docs/spec/gateway-sending.md#time-of-receipts`
 */
export function requireReceiptTime(
  { iat }: Pick<ReceiptClaims, "iat">,
  { createdAt, end }: ReceiptWindow,
  { mayBeEarly = false }: { readonly mayBeEarly?: boolean } = {},
): void {
  const time = iat * 1000;
  const earliest = Date.parse(createdAt) - (mayBeEarly ? DAY_MS : SKEW_MS);
  if (time < earliest || time > end.getTime() + DAY_MS) {
    throw new AgencyError("GATEWAY_RECEIPT_TIME_WRONG", "the receipt is of another time");
  }
}

/**
 * The receipt that says that a message has arrived. Who has decided about a message has it, also without a receipt *delivered*: else
 * a recipient that signs none would owe no answer in time. What a rule has rejected, nobody holds.
 */
export const arrivalIn = (receipts: readonly ReceiptClaims[]): ReceiptClaims | undefined =>
  receipts.find(({ kind }) => kind === "delivered") ??
  receipts.find((claims) => claims.kind === "decided" && claims.verdict !== "reject");

/**
 * Dates the arrival of a message: at the time of its receipt, if the sender's own clock allows it; else when the
 * receipt arrived.
 */
export function arrivalOf(
  { iat }: Pick<ReceiptClaims, "iat">,
  { createdAt, end }: ReceiptWindow,
): Date {
  const time = iat * 1000;
  const isPossible = time >= Date.parse(createdAt) - SKEW_MS && time <= end.getTime() + SKEW_MS;
  return isPossible ? new Date(time) : end;
}

const SKEW_MS = 120_000;
const DAY_MS = 86_400_000;
