import { type Clock, toInstant } from "@safepassage/core";
import type { AgencyRegistry } from "@safepassage/trust";
import { AgencyError } from "./agency-error.ts";

/** The state of the registry, as the operator sees it. */
export interface RegistryView {
  readonly state: "missing" | "current" | "stale";
  readonly issuedAt?: string;
  /** Until when it may be used. */
  readonly usableUntil?: string;
}

/**
 * Bounds the age of a registry: an attacker who holds back a newer one keeps a withdrawn key alive no longer.
 *
 * @returns `current` throws {@link AgencyError} `GATEWAY_REGISTRY_STALE`, `GATEWAY_REGISTRY_MISSING`.
 * @see `docs/spec/gateway.md#age-of-the-registry`
 */
export function boundAge(
  held: () => AgencyRegistry,
  {
    clock,
    maxAgeDays,
    onStale,
  }: {
    readonly clock: Clock;
    readonly maxAgeDays: number;
    /** Called each time that the registry is asked for and too old. */
    readonly onStale: (issuedAt: string, at: Date) => void;
  },
): { current(): AgencyRegistry; view(): RegistryView } {
  const endOf = ({ issuedAt }: AgencyRegistry): Date =>
    new Date(issuedAt.getTime() + maxAgeDays * DAY_MS);
  return {
    current() {
      const registry = held();
      const now = clock.now();
      if (now > endOf(registry)) {
        onStale(toInstant(registry.issuedAt), now);
        throw new AgencyError("GATEWAY_REGISTRY_STALE", "the registry is too old to be used");
      }
      return registry;
    },
    view() {
      try {
        const registry = held();
        const end = endOf(registry);
        const state = clock.now() > end ? "stale" : "current";
        return { state, issuedAt: toInstant(registry.issuedAt), usableUntil: toInstant(end) };
      } catch {
        // For any reason: there is no registry.
        return { state: "missing" };
      }
    },
  };
}

const DAY_MS = 86_400_000;
