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
  /**
   * Makes new epochs, as the time demands.
   *
   * @param mayDestroy - Whether the clock is trusted so far that old keys may be given up for good.
   */
  rotate(mayDestroy: boolean): void;
  findKey(kid: string): DecryptionKey | undefined;
  publish(): readonly PublishedEpoch[];
}

/** Loads the epochs of a store and brings them up to date. */
export function createEpochKeys(store: EpochStore, clock: Clock): EpochKeys {
  let epochs = store.load();
  let published: readonly PublishedEpoch[] = [];
  let keys = new Map<string, DecryptionKey>();

  const rotate = (mayDestroy: boolean): void => {
    const rotation = rotateEpochs(epochs, clock.now());
    const over = epochs.filter(({ jwk }) => rotation.destroyed.includes(jwk.kid));
    const kept = over.length > 0 && !mayDestroy ? [...over, ...rotation.epochs] : rotation.epochs;
    const same =
      kept.length === epochs.length &&
      kept.every(({ jwk }) => epochs.some((known) => known.jwk.kid === jwk.kid));
    // Stored before it is published: nobody may seal to a key that a crash would lose.
    if (!same) store.save(kept);
    epochs = kept;
    published = rotation.publish;
    keys = new Map(
      epochs.map(({ jwk }) => [jwk.kid, keys.get(jwk.kid) ?? createDecryptionKey(jwk)]),
    );
  };
  // What is over is given up by the maintenance, which asks whether the clock is right.
  rotate(false);
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
