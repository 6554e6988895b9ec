import { createFixedClock } from "@safepassage/core";
import type { AgencyRegistry } from "@safepassage/trust";
import { expect, it } from "vitest";
import { createAgreements } from "./standing.ts";

it("sorts what is in force on a day once, however often it is asked", () => {
  const registry = { keyChanges: [] as readonly string[] } as AgencyRegistry;
  const at = { clock: createFixedClock("2026-11-24T09:02:00Z"), log: () => {} };
  const book = createAgreements({ agreements: [], registry: () => registry }, at)();
  const today = book.inForce("2026-11-24");
  expect(book.inForce("2026-11-24")).toBe(today);
  expect(book.inForce("2026-11-25")).not.toBe(today);
});
