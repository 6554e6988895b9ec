import { toInstant } from "@safepassage/core";
import type { AgencyRegistry } from "@safepassage/trust";

/** How old a registry is: what was reported after its issue, such as a stolen key, it does not know. */
export interface RegistryAge {
  /** Instant. */
  readonly issuedAt: string;
  /** Whether it was issued before something that it checks was signed. */
  readonly isOlder: boolean;
  /** Agencies that signed a part of the evidence and are registered no more. Left out if there are none. */
  readonly left?: readonly string[];
}

/** Compares a registry with the times of what it checks. @param signers - Who has signed that, if it is to be said who has left. */
export function ageOf(
  registry: AgencyRegistry,
  signed: readonly Date[],
  { signers, now }: { readonly signers: Iterable<string>; readonly now: Date } = NOBODY,
): RegistryAge {
  const { issuedAt } = registry;
  const isOlder = signed.some((at) => at > issuedAt);
  const left = [...new Set(signers)].filter(
    (entity) => registry.findAgencyAt(entity, now) === undefined,
  );
  return { issuedAt: toInstant(issuedAt), isOlder, ...(left.length > 0 && { left }) };
}

const NOBODY = { signers: [], now: new Date(0) };
