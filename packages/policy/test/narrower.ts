import { rankOf } from "@safepassage/schema";
import { expect } from "vitest";
import { type Permission, rungsOf } from "../src/index.ts";

/** Expects that no leaf may be sent that could not be sent before, and none at a finer rung. */
export function expectNarrower(
  before: readonly Permission[],
  after: readonly Permission[],
  because = "",
): void {
  expect(after.length).toBe(before.length);
  // Asserting each of a million values would take longer than judging them.
  const gained = after.filter((permission, index) => {
    const earlier = before[index];
    return earlier === undefined || precisionOf(permission) > precisionOf(earlier);
  });
  expect(gained, because).toEqual([]);
}

/** 0 for nothing, the rank of the replacing rung, or infinity for the value itself. */
function precisionOf({ outcome, coarsenedTo, actual }: Permission): number {
  if (outcome === "withheld") return 0;
  if (outcome === "allowed") return 100;
  const [form] = coarsenedTo ?? [];
  const rung = form && rungsOf(form.f, form.v).find(({ ladder }) => ladder === actual?.ladder);
  return (rung && rankOf(rung.ladder, rung.rung)) ?? 1;
}
