import type { Client } from "@safepassage/client";
import type { Answer } from "../../../app/gateway.ts";

/** A withdrawal while somebody writes it. */
export interface WithdrawalWork {
  /** `message`: it and what rests on the same consent in its exchange. `consent`: all that was sent on the consent record. */
  readonly scope: "message" | "consent";
  /** Empty where a message rests on one consent only. */
  readonly consentRef: string;
}

/** A withdrawal as the API takes it. */
export type WithdrawalBody = Parameters<Client["v1"]["withdrawals"]["$post"]>[0]["json"];

/** Puts a withdrawal together. */
export const toWithdrawal = (
  { scope, consentRef }: WithdrawalWork,
  digest: string,
): WithdrawalBody => ({
  digest,
  ...(scope === "consent" && { everywhere: true }),
  ...(consentRef !== "" && { consentRef }),
});

/** What a withdrawal came to. */
export interface Withdrawn {
  /** Digests of the requests for erasure that were sent. None: nobody had received anything, or nobody could be told. */
  readonly requests: readonly string[];
  /** Whether a recipient could not be told. */
  readonly isUntold: boolean;
  /** Digests of the messages that stay, as they rest on another legal basis too. */
  readonly kept: readonly string[];
}

/** Reads the answer to a withdrawal. */
export function withdrawnBy({
  digest,
  further = [],
  unsent,
  untold = [],
  kept = [],
}: Pick<Answer<"withdraw">, "digest" | "further" | "unsent" | "untold" | "kept">): Withdrawn {
  // Where nobody was told, the digest is that of a message, and not of a request.
  const isAsked = unsent !== true && !untold.includes(digest);
  return { requests: isAsked ? [digest, ...further] : [], isUntold: untold.length > 0, kept };
}
