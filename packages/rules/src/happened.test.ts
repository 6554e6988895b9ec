import { EMPTY_HISTORY, type History } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { happenedBy } from "./happened.ts";

const at = "2026-11-24T09:00:00Z";
const events = [{ kind: "reviewed", at }];

describe("whether something happened by a time", () => {
  it.each<[string, Partial<History>, boolean | undefined]>([
    ["yes, where the history tells of it", { events }, true],
    ["no, where it tells of nothing", { events: [] }, false],
    [
      "no, where it came later",
      { events: [{ kind: "reviewed", at: "2026-11-24T09:00:01Z" }] },
      false,
    ],
    ["not known, where it may lack events", { events: [], mayLackEvents: true }, undefined],
    ["yes, where it may lack others", { events, mayLackEvents: true }, true],
  ])("is %s", (_, known, expected) => {
    expect(happenedBy({ ...EMPTY_HISTORY, ...known }, "reviewed", at)).toBe(expected);
  });

  it("is not known of a history without events", () => {
    const { events: _, ...rest } = EMPTY_HISTORY;
    expect(happenedBy(rest, "reviewed", at)).toBeUndefined();
  });
});
