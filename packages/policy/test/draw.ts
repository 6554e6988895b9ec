import * as fc from "fast-check";

/** Choices of one generated message. fast-check records them, so that a failure shrinks. */
export interface Draw {
  pick<T>(choices: readonly T[]): T;
  /** True once in so many times, or in a share of them: `chance(0.2)`. */
  chance(share: number): boolean;
  int(min: number, max: number): number;
  /** Each element with the chance given. */
  some<T>(all: readonly T[], share: number): T[];
}

/** An arbitrary built by drawing. */
export function arbitraryBy<T>(build: (draw: Draw) => T): fc.Arbitrary<T> {
  return fc.gen().map((g) => {
    const int = (min: number, max: number): number => g(integer(min, max));
    const chance = (share: number): boolean => int(0, 99) >= 100 - Math.round(share * 100);
    return build({
      int,
      chance,
      pick: (choices) => {
        if (choices.length === 0) throw new RangeError("nothing to pick from");
        return choices[int(0, choices.length - 1)] as (typeof choices)[number];
      },
      some: (all, share) => all.filter(() => chance(share)),
    });
  });
}

/** Reuses one arbitrary for equal bounds, because fast-check searches all arbitraries of a maker one by one. */
function integer(min: number, max: number): () => fc.Arbitrary<number> {
  const from = makers.get(min) ?? new Map<number, () => fc.Arbitrary<number>>();
  makers.set(min, from);
  const maker = from.get(max) ?? (() => fc.noBias(fc.integer({ min, max })));
  from.set(max, maker);
  return maker;
}

const makers = new Map<number, Map<number, () => fc.Arbitrary<number>>>();
