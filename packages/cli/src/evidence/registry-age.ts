import { toInstant } from "@safepassage/core";
import { type AgencyRegistry, signerChange } from "@safepassage/trust";

/** How old a registry is: what was reported after its issue, such as a stolen key, it does not know. */
export interface RegistryAge {
  /** Instant. */
  readonly issuedAt: string;
  /** Whether it was issued before something that it checks was signed. */
  readonly isOlder: boolean;
  /** Agencies that signed a part of the evidence and are registered no more. Left out if there are none. */
  readonly left?: readonly string[];
  /** Keys that signed a part of it, and that their agencies have replaced or ended since. Left out if there are none. */
  readonly replaced?: readonly Signer[];
}

/** Who has signed something, and the id of the key. */
export interface Signer {
  readonly entity: string;
  readonly kid: string;
}

/** Compares a registry with the times of what it checks. @param signers - Who has signed that. Default: nobody. */
export function ageOf(
  registry: AgencyRegistry,
  signed: readonly Date[],
  { signers, now }: { readonly signers: Iterable<Signer>; readonly now: Date } = NOBODY,
): RegistryAge {
  const { issuedAt } = registry;
  const isOlder = signed.some((at) => at > issuedAt);
  const keys = [...new Map([...signers].map((signer) => [signer.kid, signer])).values()];
  const changed = Map.groupBy(keys, (signer) => signerChange(registry, signer, now));
  const left = [...new Set((changed.get("left") ?? []).map(({ entity }) => entity))];
  const replaced = changed.get("keyReplaced") ?? [];
  return {
    ...{ issuedAt: toInstant(issuedAt), isOlder },
    ...(left.length > 0 && { left }),
    ...(replaced.length > 0 && { replaced }),
  };
}

const NOBODY = { signers: [], now: new Date(0) };
