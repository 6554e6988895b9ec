import type { ReturnReason } from "@safepassage/api";

/** Why a second officer sends a draft back, in the order in which they are offered. */
export const RETURN_REASONS = [
  "TOO_MUCH",
  "TOO_LITTLE",
  "WRONG_VALUE",
  "WRONG_RECIPIENT",
  "NO_GROUND",
  "DANGER",
  "OTHER",
] as const satisfies readonly ReturnReason[];
type LeftOut = Exclude<ReturnReason, (typeof RETURN_REASONS)[number]>;
true satisfies [LeftOut] extends [never] ? true : false;

/** The words for a code of the record of acts; `undefined` where it is not known here. */
export function returnName(code: string): `return.${ReturnReason}` | undefined {
  const reason = RETURN_REASONS.find((one) => one === code);
  return reason && `return.${reason}`;
}
