import type { Draft } from "@safepassage/schema";
import type { Known } from "../queue/submitted.ts";

/** What is known of a correction that follows from a withdrawal. */
export function knownOfWithdrawal({ clear }: Draft): Known {
  const told = [clear["env.recipient.agencyId"]];
  return {
    event: { kind: "consentWithdrawn", onlyBasisRecipients: told, correctedRecipients: told },
    // It holds digests only, so it draws on no message.
    sources: [],
  };
}
