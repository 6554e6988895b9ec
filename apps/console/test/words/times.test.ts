import { describe, expect, it } from "vitest";
import { LOCALES } from "../../src/words/locales.ts";
import { createTimes } from "../../src/words/times.ts";

describe("times", () => {
  it("are said day first, with the hours of a whole day and the zone", () => {
    const times = createTimes("en", LOCALES.en.dates);
    expect(times.day("2027-04-03")).toBe("3 Apr 2027");
    expect(times.instant("2026-11-24T21:02:00Z")).toMatch(/^2[45] Nov 2026, \d\d:\d\d \S+/);
  });

  it.each(Object.entries(LOCALES))("are typed day before month in %s", (_, { dates }) => {
    const parts = new Intl.DateTimeFormat(dates).formatToParts(new Date("2027-04-03"));
    const order = parts.map(({ type }) => type).filter((type) => type !== "literal");
    expect(order).toEqual(["day", "month", "year"]);
  });
});
