import type { AgencyContext, Effect } from "@safepassage/agency";
import { expect, it } from "vitest";
import { createLateReadings } from "./late-readings.ts";

it("loses nothing that it was handed, however many come while it cannot be recorded", async () => {
  const late = createLateReadings({} as AgencyContext);
  const reading = (ref: string): Effect => ({
    does: "event",
    event: { kind: "read", at: "", ref },
  });
  const first = Array.from({ length: 3000 }, (_, index) => reading(`${index}`));
  expect(late.keep(first)).toBe(true);
  const failing = late.handOver(async () => {
    expect(late.keep([reading("meanwhile")])).toBe(true);
    throw new Error("the disk is full");
  });
  await expect(failing).rejects.toThrow();
  expect(late.keep([reading("one too many")])).toBe(false);
  expect(await late.handOver(async (all) => all.length)).toBe(3001);
  expect(await late.handOver(async (all) => all.length)).toBe(0);
});
