import { type Clock, toInstant } from "@safepassage/core";
import {
  type AgencyRegistry,
  createDecryptionKey,
  type DecryptionKey,
  issueEpochs,
  type KeyEpoch,
  type PublishedEpoch,
  rotateEpochs,
} from "@safepassage/trust";
import type { AgencyFacts } from "../stages/facts.ts";
import { AgencyError } from "./agency-error.ts";
import { requireNewestAgreement } from "./agreement-book.ts";
import type { AgencyContext } from "./context.ts";

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

/**
 * Where the private keys of the epochs are stored.
 *
 * Keep them out of backups of the database: a destroyed key must not come back.
 */
export interface EpochStore {
  load(): readonly KeyEpoch[];
  /** Replaces the stored epochs. It is durable when it returns, and epochs that are left out are destroyed. */
  save(epochs: readonly KeyEpoch[]): void;
}

/** This agency's encryption keys. */
export interface EpochKeys {
  /**
   * Makes new epochs when they are due.
   *
   * @param mayDestroy - Whether the clock is trusted enough to destroy old keys.
   */
  rotate(mayDestroy: boolean): void;
  findKey(kid: string): DecryptionKey | undefined;
  publish(): readonly PublishedEpoch[];
}

/**
 * Loads the epochs of a store and brings them up to date. If the disk has no room for new ones, it goes on with what is
 * there, so that messages can be read; then `rotate` throws, and nothing is published.
 *
 * @throws {@link AgencyError} `GATEWAY_STORE_FULL` if there are none yet.
 */
export function createEpochKeys(store: EpochStore, clock: Clock): EpochKeys {
  let epochs = store.load();
  let published: readonly PublishedEpoch[] = [];
  let keys = new Map<string, DecryptionKey>();
  const use = (next: readonly KeyEpoch[]): void => {
    epochs = next;
    keys = new Map(
      epochs.map(({ jwk }) => [jwk.kid, keys.get(jwk.kid) ?? createDecryptionKey(jwk)]),
    );
  };

  const rotate = (mayDestroy: boolean): void => {
    const rotation = rotateEpochs(epochs, clock.now());
    const over = epochs.filter(({ jwk }) => rotation.destroyed.includes(jwk.kid));
    const kept = over.length > 0 && !mayDestroy ? [...over, ...rotation.epochs] : rotation.epochs;
    const same =
      kept.length === epochs.length &&
      kept.every(({ jwk }) => epochs.some((known) => known.jwk.kid === jwk.kid));
    // Stored before it is published: nobody may seal to a key that a crash would lose.
    if (!same) store.save(kept);
    use(kept);
    published = rotation.publish;
  };
  use(epochs);
  try {
    // Only maintenance destroys old keys, since it checks the clock.
    rotate(false);
  } catch (error) {
    const isFull = error instanceof AgencyError && error.code === "GATEWAY_STORE_FULL";
    if (!isFull || epochs.length === 0) throw error;
  }
  return { rotate, findKey: (kid) => keys.get(kid), publish: () => published };
}

/** The facts by which this agency judges a message now. */
export const factsOfNow = ({ registry, agreements, clock, packs }: Judging): AgencyFacts => ({
  registry: registry(),
  findAgreement: agreements().findAgreement,
  findFormerAgreement: agreements().findFormerAgreement,
  // One of an unknown agreement is refused elsewhere.
  requireNewest: (message) => {
    const agreement = agreements().findAgreement(message.clear["env.agreementRef"].sha256);
    if (agreement !== undefined) requireNewestAgreement(agreements(), { message, agreement });
  },
  now: clock.now(),
  packs,
});

type Judging = Pick<AgencyContext, "registry" | "agreements" | "clock" | "packs">;

/** Publishes the key epochs that messages to an agency are sealed to, new ones if it is time for them: compact JWS. */
export function publishEpochs({
  self: entity,
  epochs,
  signer,
  clock,
}: Pick<AgencyContext, "self" | "epochs" | "signer" | "clock">): string {
  epochs.rotate(false);
  return issueEpochs(epochs.publish(), { entity, signer, now: clock.now() });
}
