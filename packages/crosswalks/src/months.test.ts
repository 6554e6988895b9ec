import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completedMonths, monthsOf } from "./months.ts";

/** The naive definition: how often the day of the month comes round again until the end. */
function naive(start: Date, end: Date): number {
  const mark = (months: number, date: Date): number =>
    (date.getUTCFullYear() * 12 + date.getUTCMonth() + months) * 100 + date.getUTCDate();
  let months = 0;
  while (mark(months + 1, start) <= mark(0, end)) months += 1;
  return months;
}

const day = fc
  .integer({ min: Date.UTC(2015, 0, 1) / 86_400_000, max: Date.UTC(2027, 11, 31) / 86_400_000 })
  .map((days) => new Date(days * 86_400_000));
const text = (date: Date, length: number): string => date.toISOString().slice(0, length);

describe("completedMonths", () => {
  it("is exact for two days", () => {
    fc.assert(
      fc.property(day, day, (one, other) => {
        const [start, end] = one <= other ? [one, other] : [other, one];
        const { fewest, most } = completedMonths(text(start, 10), text(end, 10));
        expect(fewest).toBe(most);
        expect(most).toBe(naive(start, end));
      }),
    );
  });

  it("bounds every pair of days that coarser dates allow", () => {
    fc.assert(
      fc.property(day, day, fc.constantFrom(4, 7), (one, other, length) => {
        const [start, end] = one <= other ? [one, other] : [other, one];
        const exact = completedMonths(text(start, 10), text(end, 10)).most;
        const { fewest, most } = completedMonths(text(start, length), text(end, length));
        expect(fewest).toBeLessThanOrEqual(exact);
        expect(most).toBeGreaterThanOrEqual(exact);
      }),
    );
  });

  it("reads quarters", () => {
    expect(monthsOf("2026-34")).toEqual({
      first: monthsOf("2026-04").first,
      last: monthsOf("2026-06").last,
    });
    expect(completedMonths("2025-33", "2025-36")).toEqual({ fewest: 6, most: 11 });
  });
});
