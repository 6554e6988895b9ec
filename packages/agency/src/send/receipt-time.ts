import type { ReceiptClaims } from "@safepassage/schema";
import { AgencyError } from "../setting/agency-error.ts";

/** Between what times a receipt can have been made, by the sender's own clock. */
export interface ReceiptWindow {
  /** When the message was written. Instant. */
  readonly createdAt: string;
  /** When the receipt was here: the end of the request that brought it. */
  readonly end: Date;
}

/**
 * Refuses a receipt that names a time at which it cannot have been made, so that a key that was retired before the
 * message signs none, and nobody dates one to his liking.
 *
 * @param mayBeEarly - For a refusal that says that the recipient's own clock may be behind.
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
 * When a message arrived: at the time of its receipt, as far as the sender's own clock allows; else when the
 * receipt came.
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
