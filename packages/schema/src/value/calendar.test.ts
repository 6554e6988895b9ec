import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addPeriod } from "./calendar.ts";

describe("addPeriod", () => {
  it.each([
    ["2026-11-24", "P30D", "2026-12-24"],
    ["2026-11-24", "P180D", "2027-05-23"],
    ["2026-11-24", "P1Y", "2027-11-24"],
    ["2026-11-24", "P1Y2M3D", "2028-01-27"],
    ["2027-01-31", "P1M", "2027-02-28"],
    ["2027-12-31", "P2M", "2028-02-29"],
    ["2028-02-29", "P1Y", "2029-02-28"],
    ["2026-11-24", "PT72H", "2026-11-27"],
    ["2026-11-24", "PT36H", "2026-11-26"],
    ["2028-02-28", "PT1H", "2028-02-29"],
    ["0050-01-31", "P1M", "0050-02-28"],
    // A year of five digits would be no day, and sort before all days.
    ["9999-12-31", "P1D", "9999-12-31"],
    ["2026-11-24", "P7973Y", "9999-11-24"],
    ["2026-11-24", "P9999Y", "9999-12-31"],
    ["2026-11-24", "P999999Y", "9999-12-31"],
  ])("%s and %s is %s", (day, period, expected) => {
    expect(addPeriod(day, period)).toBe(expected);
  });

  it("ends each month on the day before the first of the next", () => {
    const january = fc.integer({ min: 1, max: 9997 }).map((year) => String(year).padStart(4, "0"));
    fc.assert(
      fc.property(january, fc.nat(11), (year, months) => {
        const next = Date.parse(`${addPeriod(`${year}-01-01`, `P${months + 1}M`)}T00:00:00Z`);
        const last = new Date(next - 86_400_000).toISOString().slice(0, 10);
        expect(addPeriod(`${year}-01-31`, `P${months}M`)).toBe(last);
      }),
    );
  });

  it("never leads into a later month than the one the months lead to", () => {
    const days = fc
      .integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2090, 11, 31) })
      .map((at) => new Date(at).toISOString().slice(0, 10));
    fc.assert(
      fc.property(days, fc.nat(240), (day, months) => {
        const index = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
        expect(index(addPeriod(day, `P${months}M`))).toBe(index(day) + months);
      }),
    );
  });
});
