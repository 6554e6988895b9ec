import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ageRange, coarsen } from "./dates.ts";

describe("coarsen", () => {
  it.each([
    ["2026-09-07", "month", "2026-09"],
    ["2026-09-07", "quarter", "2026-35"],
    ["2026-12", "quarter", "2026-36"],
    ["2026-33", "quarter", "2026-33"],
    ["2026-35", "year", "2026"],
    ["1988-03~", "year", "1988"],
    ["2026-07/2026-08", "quarter", "2026-35"],
    ["2026-07/2026-10", "quarter", "2026-35/2026-36"],
  ] as const)("%s as a %s is %s", (fine, to, expected) => {
    expect(coarsen(fine, to)).toBe(expected);
  });
});

describe("ageRange", () => {
  it.each([
    ["2008-11-24", "2026-11-24", 18, 18],
    ["2008-11-25", "2026-11-24", 17, 17],
    ["2008-11", "2026-11-24", 17, 18],
    ["2008-10", "2026-11-24", 18, 18],
    ["2008-12", "2026-11-24", 17, 17],
    ["2008", "2026-11-24", 17, 18],
    ["2008~", "2026-01-01", 17, 18],
  ])("born %s, on %s from %i to %i", (birth, day, from, to) => {
    expect(ageRange(birth, day)).toEqual({ from, to });
  });

  it("holds the age of everybody born within a date", () => {
    const days = fc
      .integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(2020, 11, 31) })
      .map((at) => new Date(at).toISOString().slice(0, 10));
    const today = "2026-11-24";
    fc.assert(
      fc.property(days, fc.constantFrom(4, 7, 10), (born, length) => {
        const had = born.slice(5) <= today.slice(5);
        const age = 2026 - Number(born.slice(0, 4)) - (had ? 0 : 1);
        const { from, to } = ageRange(born.slice(0, length), today);
        expect(from).toBeLessThanOrEqual(age);
        expect(to).toBeGreaterThanOrEqual(age);
        expect(to - from).toBeLessThanOrEqual(length === 10 ? 0 : 1);
      }),
    );
  });
});
