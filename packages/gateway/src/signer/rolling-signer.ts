import type { Signer } from "@safepassage/core";

/** A signer whose key can be changed between two signatures. */
export interface RollingSigner extends Signer {
  /** Signs with another key from now on. */
  roll(next: Signer): void;
  /** `kid` of the key that is to follow, if one is there. */
  next: string | undefined;
}

/** The key that is to follow that of a signer, if the signer knows one. */
export const nextOf = (signer: Signer): string | undefined =>
  (signer as Partial<RollingSigner>).next;

/**
 * Makes a signer that may change its key while a gateway runs. Whoever signs reads `alg` and `kid` and signs in one go,
 * without waiting in between, so no signature names another key than it was made with.
 */
export function createRollingSigner(first: Signer): RollingSigner {
  let current = first;
  return {
    get alg() {
      return current.alg;
    },
    get kid() {
      return current.kid;
    },
    sign: (input) => current.sign(input),
    roll(next) {
      current = next;
    },
    next: undefined,
  };
}
