import { expect, test } from "vitest";
import { countOver, standingsOf } from "../src/tour/standing.ts";
import type { DeedId, DeedState, Task } from "../src/tour/tour-api.ts";

const deed = (id: DeedId, state: DeedState["state"], ...does: Task["does"][]): DeedState =>
  ({ id, state, tasks: does.map((one) => ({ does: one })) }) as unknown as DeedState;

const NOBODY_LOOKED: ReadonlySet<DeedId> = new Set();

test("what is done with the best of it elsewhere is still to be looked at", () => {
  const deeds = [
    deed("warn", "done", "sendWarning", "lookWarned"),
    deed("withdraw", "open", "withdraw"),
  ];
  expect(standingsOf(deeds, NOBODY_LOOKED)).toEqual(["look", "open"]);
  expect(standingsOf(deeds, new Set<DeedId>(["warn"]))).toEqual(["over", "open"]);
});

test("an earlier thing need not be looked at once a later one is done", () => {
  const deeds = [
    deed("warn", "done", "sendWarning", "lookWarned"),
    deed("withdraw", "done", "withdraw", "lookErased"),
  ];
  expect(standingsOf(deeds, NOBODY_LOOKED)).toEqual(["over", "look"]);
});

test("what was shown, or has nothing to be looked at, is over", () => {
  const deeds = [
    deed("send", "done", "sendDraft"),
    deed("warn", "watched", "sendWarning", "lookWarned"),
  ];
  expect(countOver(standingsOf(deeds, NOBODY_LOOKED))).toBe(2);
});
