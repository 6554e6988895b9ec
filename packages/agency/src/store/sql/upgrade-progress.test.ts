import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createUpgradeTeller, type UpgradeProgress } from "./upgrade-progress.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("tells the first of each step at once, and then no more often than it is asked to", () => {
  const heard: UpgradeProgress[] = [];
  const tell = createUpgradeTeller({ everyMs: 5000, hear: (progress) => heard.push(progress) });
  for (let done = 0; done <= 12; done++) {
    tell({ step: "rows", done, of: 12 });
    vi.advanceTimersByTime(1000);
  }
  tell({ step: "commit" });
  expect(heard).toEqual([
    ...[0, 5, 10].map((done) => ({ step: "rows", done, of: 12 })),
    { step: "commit" },
  ]);
});
