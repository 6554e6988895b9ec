import { afterAll, expect, test, vi } from "vitest";
import { learnTime, now } from "../src/words/clock.ts";

const AT = Date.parse("2026-11-28T10:00:00.400Z");
const answerOf = (date: string) => ({ headers: new Headers({ date }) });
// Files of a worker share modules.
afterAll(() => learnTime(answerOf(new Date().toUTCString()), Date.now()));

const aheadMs = (): number => now() - Date.now();

test.each([
  ["the seconds of the way and of what is cut off are no difference", "10:00:00", 0, 0],
  ["a machine that is five minutes behind", "10:05:00", 0, 300_000],
  ["a machine that is three hours ahead", "07:00:00", 0, -10_800_000],
  ["an answer that took three seconds was given halfway", "10:04:58", 3_000, 300_000],
  ["a clock that was set right", "10:00:00", 0, 0],
])("%s", (_, said, tookMs, ahead) => {
  at(AT, () => learnTime(answerOf(`Sat, 28 Nov 2026 ${said} GMT`), AT - tookMs));
  expect(Math.abs(aheadMs() - ahead)).toBeLessThan(ahead === 0 ? 1 : 1_000);
});

test("what is known stays as it is while answers differ by the seconds of their way", () => {
  at(AT, () => learnTime(answerOf("Sat, 28 Nov 2026 10:00:06 GMT"), AT));
  const before = aheadMs();
  expect(before).toBeGreaterThan(5_000);
  at(AT, () => learnTime(answerOf("Sat, 28 Nov 2026 10:00:04 GMT"), AT));
  expect(aheadMs()).toBe(before);
});

test.each([
  ["no time", new Headers(), 0],
  ["no time that can be read", new Headers({ date: "soon" }), 0],
  ["an answer that took long", answerOf("Sat, 28 Nov 2026 12:00:00 GMT").headers, 5_000],
  ["a clock that was set meanwhile", answerOf("Sat, 28 Nov 2026 12:00:00 GMT").headers, -1],
])("%s changes nothing", (_, headers, tookMs) => {
  at(AT, () => learnTime(answerOf("Sat, 28 Nov 2026 11:00:00 GMT"), AT));
  const before = aheadMs();
  expect(before).toBeGreaterThan(3_500_000);
  at(AT, () => learnTime({ headers }, AT - tookMs));
  expect(aheadMs()).toBe(before);
});

/** Does something at a time of the machine. */
function at(time: number, act: () => void): void {
  vi.setSystemTime(time);
  act();
  vi.useRealTimers();
}
