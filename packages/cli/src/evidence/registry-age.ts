import { toInstant } from "@safepassage/core";
import type { AgencyRegistry } from "@safepassage/trust";

/** How old a registry is: what was reported after its issue, such as a stolen key, it does not know. */
export interface RegistryAge {
  /** Instant. */
  readonly issuedAt: string;
  /** Whether it was issued before something that it checks was signed. */
  readonly isOlder: boolean;
}

/** Compares a registry with the times of what it checks. */
export function ageOf({ issuedAt }: AgencyRegistry, signed: readonly Date[]): RegistryAge {
  const isOlder = signed.some((at) => at > issuedAt);
  return { issuedAt: toInstant(issuedAt), isOlder };
}
