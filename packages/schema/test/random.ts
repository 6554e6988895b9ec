import { encodeBase64url } from "@safepassage/core";

/** Choices from a seed: the same seed makes the same documents. */
export interface Random {
  int(min: number, max: number): number;
  chance(share: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** Each element with the chance given. */
  some<T>(all: readonly T[], share: number): T[];
  /** Canonical base64url of random octets. */
  octets(count: number): string;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  // Mulberry32.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    int,
    chance: (share) => next() < share,
    pick(choices) {
      if (choices.length === 0) throw new RangeError("nothing to pick from");
      return choices[int(0, choices.length - 1)] as (typeof choices)[number];
    },
    some: (all, share) => all.filter(() => next() < share),
    octets: (count) => encodeBase64url(Uint8Array.from({ length: count }, () => int(0, 255))),
  };
}
