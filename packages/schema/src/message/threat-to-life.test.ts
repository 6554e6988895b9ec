import { expect, it } from "vitest";
import { isThreatToLife } from "./threat-to-life.ts";

it("takes an emergency on that ground, and nothing less", () => {
  expect(isThreatToLife({ level: "emergency", ground: "threatToLife" })).toBe(true);
  expect(isThreatToLife({ level: "urgent", ground: "threatToLife" })).toBe(false);
  expect(isThreatToLife({ level: "emergency", ground: "threatToSafety" })).toBe(false);
  for (const none of [undefined, null, "emergency", ["emergency"], {}]) {
    expect(isThreatToLife(none)).toBe(false);
  }
});
