import type { Clock } from "@safepassage/core";
import {
  createDecryptionKey,
  type DecryptionKey,
  type KeyEpoch,
  type PublishedEpoch,
  rotateEpochs,
} from "@safepassage/trust";

/**
 * Where the private keys of the epochs lie.
 *
 * Keep them outside the backups of the database: a key that is destroyed must not come back.
 */
export interface EpochStore {
  load(): readonly KeyEpoch[];
  /** Replaces what was stored; durable when it returns, and what is left out is gone. */
  save(epochs: readonly KeyEpoch[]): void;
}

/** This agency's encryption keys. */
export interface EpochKeys {
  /** Makes new epochs and gives up old ones, as the time demands. Returns how many were given up. */
  rotate(): number;
  findKey(kid: string): DecryptionKey | undefined;
  publish(): readonly PublishedEpoch[];
}

/** Loads the epochs of a store and brings them up to date. */
export function createEpochKeys(
  store: EpochStore,
  { clock }: { readonly clock: Clock },
): EpochKeys {
  let epochs = store.load();
  let published: readonly PublishedEpoch[] = [];
  let keys = new Map<string, DecryptionKey>();

  const rotate = (): number => {
    const rotation = rotateEpochs(epochs, clock.now());
    const same =
      rotation.epochs.length === epochs.length &&
      rotation.epochs.every(({ jwk }) => epochs.some((known) => known.jwk.kid === jwk.kid));
    // Stored before it is published: nobody may seal to a key that a crash would lose.
    if (!same) store.save(rotation.epochs);
    epochs = rotation.epochs;
    published = rotation.publish;
    keys = new Map(
      epochs.map(({ jwk }) => [jwk.kid, keys.get(jwk.kid) ?? createDecryptionKey(jwk)]),
    );
    return rotation.destroyed.length;
  };
  rotate();
  return { rotate, findKey: (kid) => keys.get(kid), publish: () => published };
}

/** An {@link EpochStore} that forgets everything when the process ends. For tests. */
export function createMemoryEpochStore(): EpochStore {
  let stored: readonly KeyEpoch[] = [];
  return {
    load: () => stored,
    save(epochs) {
      stored = epochs;
    },
  };
}
