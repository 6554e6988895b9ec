import type { Clock, Signer } from "@safepassage/core";
import {
  type DecryptionKey,
  issueEpochs,
  type KeyEpoch,
  type PublishedEpoch,
} from "@safepassage/trust";

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

/** Publishes the key epochs that messages to an agency are sealed to, new ones if it is time for them: compact JWS. */
export function publishEpochs({ self: entity, epochs, signer, clock }: Publisher): string {
  epochs.rotate(false);
  return issueEpochs(epochs.publish(), { entity, signer, now: clock.now() });
}

interface Publisher {
  /** Entity id of the agency. */
  readonly self: string;
  readonly epochs: EpochKeys;
  readonly signer: Signer;
  readonly clock: Clock;
}
