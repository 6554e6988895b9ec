import { type Agency, namedAgencies, type RegistryFacts } from "@safepassage/schema";
import type { AgencyRegistry } from "./registry.ts";

/** How {@link registryFacts} looks up. */
export interface RegistryFactsOptions {
  /** The time that counts where the message's own cannot be read. */
  readonly otherwise?: Date;
  /**
   * Messages that this one corrects. The agencies they name are looked up too, at the same time.
   * Not trusted.
   */
  readonly corrected?: readonly unknown[];
}

/**
 * Looks up what a registry says about a message: its two parties and the agencies it names, as they
 * were when it was issued, and what it knows of States and places of refuge.
 *
 * @param message - Not trusted, except for the names of its parties.
 * @throws {@link TrustError} `TRUST_AGENCY_UNKNOWN` for a party that was not registered then.
 */
export function registryFacts(
  registry: AgencyRegistry,
  message: { readonly clear?: unknown },
  { otherwise, corrected = [] }: RegistryFactsOptions = {},
): RegistryFacts {
  const clear = (message.clear ?? {}) as Readonly<Record<string, unknown>>;
  const iat = new Date(String(clear["env.createdAt"]));
  const time = Number.isNaN(iat.getTime()) && otherwise !== undefined ? otherwise : iat;
  const party = (name: string): Agency => registry.agencyAt(String(clear[name]), time);
  return {
    sender: party("env.sender.agencyId"),
    recipient: party("env.recipient.agencyId"),
    states: registry.states,
    shelters: registry.shelters,
    named: namedIn(registry, [message, ...corrected], time),
  };
}

function namedIn(
  registry: AgencyRegistry,
  messages: readonly unknown[],
  at: Date,
): Readonly<Record<string, Agency>> {
  const entities = new Set(messages.flatMap(namedAgencies).map(({ entity }) => entity));
  const found = [...entities].flatMap((entity) => {
    // One that was not registered then: rule R86 says so.
    const agency = registry.findAgencyAt(entity, at);
    return agency === undefined ? [] : [[entity, agency] as const];
  });
  return Object.fromEntries(found);
}
