import { expect, it } from "vitest";
import { endsSoon } from "../src/pages/drafts/ends-soon.ts";

it("tells three weeks before a draft is deleted, and while it is overdue", () => {
  const keptUntil = "2027-02-22T09:00:00Z";
  const at = (time: string): boolean => endsSoon(keptUntil, Date.parse(time));
  expect(at("2027-02-01T08:59:59Z")).toBe(false);
  expect(at("2027-02-01T09:00:01Z")).toBe(true);
  expect(at("2027-02-23T00:00:00Z")).toBe(true);
});
