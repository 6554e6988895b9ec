import { expect, it } from "vitest";
import { pauseAfter } from "./pause.ts";

const AT = Date.parse("2026-11-24T09:02:00Z");
const context = {
  retry: { baseMs: 1000, maxMs: 3_600_000, timeoutMs: 1 },
  random: () => 1,
  clock: { now: () => new Date(AT) },
};

it.each([
  [1, false, 1000],
  [9, true, 256_000],
  [10, true, 300_000],
  [10, false, 512_000],
  [40, true, 300_000],
  [40, false, 3_600_000],
])("after attempt %i, urgent: %s, the pause is %i ms at most", (attempts, isUrgent, most) => {
  expect(pauseAfter(context, attempts, isUrgent)).toEqual({
    ...{ nextAttempt: AT + most, pausedAt: AT },
  });
});
