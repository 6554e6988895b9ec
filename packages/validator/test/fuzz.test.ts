import { expect, it } from "vitest";
import { fuzz } from "./fuzz/fuzz.ts";

it("judges whatever a grammar makes of good messages, in time, and in any order of the rules", () => {
  // Busy machines pause now and then; only the long run holds each input to 100 ms.
  const report = fuzz({ inputs: 5_000, seed: 20_261_125, maxMs: 2_000 });
  expect(report.permuted).toBeGreaterThan(60);
  expect(report.refusedAsText).toBeGreaterThan(30);
  expect(Object.keys(report.verdicts)).toContain("reject");
  expect(report.verdicts["accept"]).toBeGreaterThan(50);
  expect(report.rulesHit / report.rules).toBeGreaterThan(0.8);
}, 120_000);
