import { expect, test } from "vitest";
import { lastDayShown } from "../../src/pages/requests/last-day-shown.ts";

test("reviews are shown two weeks ahead, by the days of a gateway", () => {
  expect(lastDayShown(Date.parse("2026-11-24T00:00:00Z"))).toBe("2026-12-08");
  expect(lastDayShown(Date.parse("2026-12-24T23:59:59Z"))).toBe("2027-01-07");
});
