import { ProtocolError, toInstant, verifyJws } from "@safepassage/core";
import type { AgencyRegistry, GeneralJwsParts } from "@safepassage/trust";

/** How one party stands to an agreement. */
export interface PartySignature {
  readonly party: string;
  /** `notKnown`: the registry does not list the agency. `noLonger`: it has signed, and that does not count now. */
  readonly state: "signed" | "missing" | "noLonger" | "notKnown";
  /** Why a signature does not count. */
  readonly code?: string;
  /** When the key of a signature that counts ends, if the registry says so for the next year. */
  readonly until?: string;
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
    const [first] = own;
    if (first === undefined) return { party, state: "missing" };
    for (const { kid } of own) spent.add(kid);
    const good = own.filter(({ code }) => code === undefined);
    if (good.length === 0) return { party, state: "noLonger", code: first.code ?? "" };
    // Of several signatures of one party the one counts that lasts longest.
    const ends = good.map(({ kid }) => endOf(party, kid, { registry, at }));
    const last = ends
      .flatMap((end) => end ?? [])
      .toSorted()
      .at(-1);
    const lasts = last === undefined || ends.includes(undefined);
    return { party, state: "signed", ...(!lasts && { until: last }) };
  });
  return {
    parties: found,
    others: signatures.flatMap(({ kid }) => (spent.has(kid) ? [] : [kid])),
  };
}

/** When a key that is in force ends; `undefined` if it does not within a year. */
function endOf(
  party: string,
  kid: string,
  { registry, at }: { readonly registry: AgencyRegistry; readonly at: Date },
): string | undefined {
  const counts = (time: string): boolean => {
    try {
      registry.verifierFor(party, kid, new Date(time), { mayHaveLeft: true });
      return true;
    } catch (error) {
      if (error instanceof ProtocolError) return false;
      throw error;
    }
  };
  const [first, last] = [at, new Date(at.getTime() + YEAR_MS)].map(toInstant) as [string, string];
  const changes = registry.keyChanges.filter((change) => change > first && change <= last);
  return changes.find((change) => !counts(change));
}

const YEAR_MS = 366 * 86_400_000;

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
