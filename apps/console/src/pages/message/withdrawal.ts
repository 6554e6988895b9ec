import type { Client } from "@safepassage/client";

/** A withdrawal while somebody writes it. */
export interface WithdrawalWork {
  /** `message`: it and what rests on the same consent in its exchange. `consent`: all that was sent on the consent. */
  readonly scope: "message" | "consent";
  /** Empty where a message rests on one consent only. */
  readonly consentRef: string;
}

/** A withdrawal as the API takes it. */
export type WithdrawalBody = Parameters<Client["v1"]["withdrawals"]["$post"]>[0]["json"];

/** Puts a withdrawal together. `undefined` while it names neither a message nor a consent. */
export function toWithdrawal(
  { scope, consentRef }: WithdrawalWork,
  digest: string,
): WithdrawalBody | undefined {
  const named = consentRef === "" ? {} : { consentRef };
  if (scope === "message") return { digest, ...named };
  return consentRef === "" ? undefined : named;
}
