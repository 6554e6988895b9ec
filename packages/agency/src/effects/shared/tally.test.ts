import { createFixedClock } from "@safepassage/core";
import { describe, expect, it } from "vitest";
import type { FactContext } from "../../setting/context.ts";
import { tally } from "./effect.ts";

const HOUR_MS = 3_600_000;

/** Counts at a time, where the store has this note. */
function countAt(time: string, note: string | undefined) {
  const facts = { marks: { get: () => note } } as unknown as FactContext["facts"];
  const { count, remember } = tally({ facts, clock: createFixedClock(time) }, "name", HOUR_MS);
  return [count, remember.does === "mark" && remember.value];
}

describe("what is counted within an hour", () => {
  it.each<[string, string | undefined, string, number, string]>([
    ["begins with the first", undefined, "09:02:00", 1, "09:02:00"],
    ["goes on until the hour is over", "2026-11-24T09:02:00Z 7", "10:01:59", 8, "09:02:00"],
    ["begins anew after it", "2026-11-24T09:02:00Z 7", "10:02:00", 1, "10:02:00"],
    [
      "begins anew where the clock was set back",
      "2026-11-24T09:02:00Z 7",
      "09:01:59",
      1,
      "09:01:59",
    ],
    ["begins anew where the note says nothing", "no time 7", "09:02:00", 1, "09:02:00"],
    [
      "begins anew where the note says no number",
      "2026-11-24T09:02:00Z",
      "09:03:00",
      1,
      "09:02:00",
    ],
  ])("%s", (_, note, time, count, from) => {
    const at = (clock: string): string => `2026-11-24T${clock}Z`;
    expect(countAt(at(time), note)).toEqual([count, `${at(from)} ${count}`]);
  });
});
