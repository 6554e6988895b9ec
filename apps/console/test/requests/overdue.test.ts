import { expect, test } from "vitest";
import { isOverdue, overdueFirst } from "../../src/pages/requests/overdue.ts";

const NOW = Date.parse("2026-11-24T12:00:00Z");
const by = (time: string) => ({ answerClock: { by: time } });

test("what is overdue comes first, the longest overdue at the top, then the most urgent", () => {
  const [late, later, soon, far] = [
    ...[by("2026-11-20T09:00:00Z"), by("2026-11-24T11:59:59Z")],
    ...[by("2026-11-24T12:00:01Z"), by("2026-12-24T09:00:00Z")],
  ];
  const entries = [far, later, soon, late].flatMap((one) => one ?? []);
  expect(overdueFirst(entries, NOW)).toEqual([late, later, soon, far]);
});

test("a request is overdue once its time is over, and not at its last second", () => {
  expect(isOverdue(by("2026-11-24T12:00:00Z"), NOW)).toBe(false);
  expect(isOverdue(by("2026-11-24T11:59:59Z"), NOW)).toBe(true);
});
