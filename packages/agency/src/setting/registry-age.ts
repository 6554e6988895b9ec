import { type Clock, toInstant } from "@safepassage/core";
import type { AgencyRegistry } from "@safepassage/trust";
import { AgencyError } from "./agency-error.ts";

/** How the registry stands, as the operator is shown it. */
export interface RegistryView {
  readonly state: "missing" | "current" | "stale";
  readonly issuedAt?: string;
  /** Until when it may be used. */
  readonly usableUntil?: string;
}

/** A registry that is used up to an age. */
export interface BoundedRegistry {
  /** @throws {@link AgencyError} `GATEWAY_REGISTRY_STALE`, `GATEWAY_REGISTRY_MISSING`. */
  current(): AgencyRegistry;
  view(): RegistryView;
}

/**
 * Bounds the age of a registry. Whoever holds a newer one back keeps a withdrawn key alive for so long.
 *
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
    /** Told each time that a registry is asked for that is too old. */
    readonly onStale: (issuedAt: string, at: Date) => void;
  },
): BoundedRegistry {
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
        const usableUntil = endOf(registry);
        const state = clock.now() > usableUntil ? "stale" : "current";
        const [issuedAt, until] = [registry.issuedAt, usableUntil].map(toInstant);
        return { state, ...{ issuedAt, usableUntil: until } } as RegistryView;
      } catch {
        // Whatever keeps the registry away, there is none.
        return { state: "missing" };
      }
    },
  };
}

const DAY_MS = 86_400_000;
