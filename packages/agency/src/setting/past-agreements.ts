import { ProtocolError, toInstant } from "@safepassage/core";
import { readAgreementName, readFormerAgreement } from "@safepassage/message";
import { type Agreement, takesPlaceOf, versionsIn } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import { admitsOurs } from "../stages/profile.ts";
import type { Log } from "./log-event.ts";

/** By what an agreement is past. */
interface Standing {
  /** Those that verify. */
  readonly agreements: readonly Agreement[];
  readonly registry: AgencyRegistry;
  readonly at: Date;
}

/**
 * Whether nothing would be exchanged under an agreement even if it verified: its days are over, a newer version has taken its place
 * between all its parties, or all but one of these have left. Its file stays for what they owe each other, long after the keys that
 * signed it.
 */
export function isPast(jws: string, { agreements, registry, at }: Standing): boolean {
  const day = toInstant(at).slice(0, 10);
  let former: Agreement;
  try {
    former = readFormerAgreement(jws, registry);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return false;
  }
  return (
    former.until < day ||
    isDeserted(former, { registry, at }) ||
    // Of thousands of agreements only those with the same id are looked at.
    (versionsIn(agreements).get(former.id) ?? []).some(
      (one) =>
        one.from < day &&
        day <= one.until &&
        admitsOurs(one) &&
        takesPlaceOf(one, former, former.parties) &&
        former.parties.every((party) => one.parties.includes(party)),
    )
  );
}

/** Whether no two parties of an agreement are registered, as after one of two has left: nobody can sign it again, or renew it. */
export const isDeserted = (
  { parties }: Pick<Agreement, "parties">,
  { registry, at }: Pick<Standing, "registry" | "at">,
): boolean => parties.filter((party) => registry.findAgencyAt(party, at) !== undefined).length < 2;

/** Tells the operator of agreements that do not verify, but for those that are past. */
export function tellInvalid(
  faults: readonly { readonly code: string; readonly jws: string }[],
  standing: Standing,
  log: Log,
): void {
  for (const { code, jws } of faults) {
    if (isPast(jws, standing)) continue;
    const ref = readAgreementName(jws);
    log({ event: "agreementInvalid", code, ...(ref !== undefined && { ref }) });
  }
}
