import { describe, expect, it } from "vitest";
import { endOfDay, soonestFirst, timeLineOf } from "../../src/pages/agreements/time-line-model.ts";
import { barsOf } from "../../src/pages/operate/bars-model.ts";
import { orderIn } from "../../src/words/order.ts";

const NOW = Date.parse("2026-11-28T12:00:00Z");
const DAY_MS = 86_400_000;
const ending = (id: string, days: number) => ({ id, name: id, at: NOW + days * DAY_MS });

describe("the time line", () => {
  it("places what ends by its share of the days shown", () => {
    const endings = [ending("over", -3), ending("soon", 25), ending("late", 400)];
    const { lanes } = timeLineOf({ endings, now: NOW, days: 100, isReversed: false });
    expect(lanes.map(({ place }) => place)).toEqual([0, 25, 100]);
    expect(lanes.map(({ isBeyond }) => isBeyond)).toEqual([false, false, true]);
  });

  it("runs the other way where one reads from right to left", () => {
    const asked = { endings: [ending("soon", 25)], now: NOW, days: 100 };
    const { lanes, ticks } = timeLineOf({ ...asked, isReversed: true });
    expect(lanes[0]?.place).toBe(75);
    const mirrored = timeLineOf({ ...asked, isReversed: false }).ticks;
    expect(ticks.length).toBeGreaterThan(0);
    expect(ticks.map(({ place }) => Math.round(100 - place))).toEqual(
      mirrored.map(({ place }) => Math.round(place)),
    );
  });

  it("has few ticks, none at its very ends", () => {
    for (const days of [30, 90, 365, 1095]) {
      const { ticks } = timeLineOf({ endings: [], now: NOW, days, isReversed: false });
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThan(9);
      for (const { place } of ticks) expect(Math.abs(place - 50)).toBeLessThan(45);
    }
  });

  it("sorts the soonest first, and ends a day with its last second", () => {
    const sorted = soonestFirst([ending("b", 2), ending("c", 1), ending("a", 2)], orderIn("en"));
    expect(sorted.map(({ id }) => id)).toEqual(["c", "a", "b"]);
    expect(new Date(endOfDay("2026-12-31")).toISOString()).toBe("2027-01-01T00:00:00.000Z");
  });
});

describe("bars", () => {
  const counts = [
    { id: "many", count: 4_000 },
    { id: "some", count: 1_000 },
    { id: "one", count: 1 },
    { id: "none", count: 0 },
  ];

  it("have lengths by their counts; one that stands for little is still seen", () => {
    const lengths = barsOf(counts, false).map(({ length }) => length);
    expect(lengths.slice(0, 2)).toEqual([100, 25]);
    expect(lengths[2]).toBeGreaterThan(0.5);
    expect(lengths[3]).toBe(0);
  });

  it("begin at the right where one reads from there", () => {
    expect(barsOf(counts, false).map(({ start }) => start)).toEqual([0, 0, 0, 0]);
    expect(barsOf(counts, true).map(({ start }) => start)).toEqual([0, 75, 99.25, 100]);
  });

  it("are there where all counts are nothing", () => {
    expect(barsOf([{ id: "none", count: 0 }], false)[0]?.length).toBe(0);
    expect(barsOf([], false)).toEqual([]);
  });
});
