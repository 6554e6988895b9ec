import { ProtocolError, verifyJws } from "@safepassage/core";
import type { AgencyRegistry, GeneralJwsParts } from "@safepassage/trust";

/** How one party stands to an agreement. */
export interface PartySignature {
  readonly party: string;
  /** `notKnown`: the registry does not list the agency. `noLonger`: it has signed, and that does not count now. */
  readonly state: "signed" | "missing" | "noLonger" | "notKnown";
  /** Why a signature does not count. */
  readonly code?: string;
}

/** What the signatures of an agreement are worth now. */
export interface SignatureCheck {
  readonly parties: readonly PartySignature[];
  /** Key ids of signatures that are no party's. */
  readonly others: readonly string[];
}

/**
 * Finds who has signed an agreement, by the keys that a registry lists.
 *
 * @param at - Time at which the keys must be in force.
 */
export function checkSignatures(
  signatures: GeneralJwsParts["signatures"],
  parties: readonly string[],
  { registry, at }: { readonly registry: AgencyRegistry; readonly at: Date },
): SignatureCheck {
  const spent = new Set<string>();
  const found = parties.map((party): PartySignature => {
    if (!registry.has(party)) return { party, state: "notKnown" };
    const own = signatures.flatMap((signature) => {
      const code = faultOf(signature, party, { registry, at });
      return code === "TRUST_KEY_UNKNOWN" ? [] : [{ kid: signature.kid, code }];
    });
    const best = own.find(({ code }) => code === undefined) ?? own[0];
    if (best === undefined) return { party, state: "missing" };
    for (const { kid } of own) spent.add(kid);
    const { code } = best;
    return code === undefined ? { party, state: "signed" } : { party, state: "noLonger", code };
  });
  return {
    parties: found,
    others: signatures.flatMap(({ kid }) => (spent.has(kid) ? [] : [kid])),
  };
}

/** The code for which a signature is not one of a party now; `undefined` if it is. */
function faultOf(
  signature: GeneralJwsParts["signatures"][number],
  party: string,
  { registry, at }: { readonly registry: AgencyRegistry; readonly at: Date },
): string | undefined {
  try {
    verifyJws(registry.verifierFor(party, signature.kid, at, { mayHaveLeft: true }), signature);
    return undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}
