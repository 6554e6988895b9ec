import type { Client } from "@safepassage/client";
import type { Content } from "./queries.ts";

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

/** Whether a message tells that a consent was withdrawn, and asks to erase what rests on it. Only what it says shows it. */
export const isWithdrawal = ({ message: { body } }: Content): boolean =>
  Object.values(body).some(({ leaves }) =>
    leaves.some(({ f, v }) => f === "correction.reason" && v === "consentWithdrawn"),
  );

/** The code of `message_type` by whose name a withdrawal is called. It goes as a correction. */
export const WITHDRAWAL = "consentWithdrawal";
