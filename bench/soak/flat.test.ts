import { describe, expect, it } from "vitest";
import { growthOf } from "./flat.ts";

const minutes = Array.from({ length: 61 }, (_, minute) => minute * 60);
const small = { share: 0.05, units: 2 };

describe("growthOf", () => {
  it("finds a figure flat that rises at the start only, and wavers", () => {
    const values = minutes.map((_, minute) => (minute < 15 ? 60 + minute * 3 : 105 + (minute % 3)));
    expect(growthOf({ at: minutes, values }, small).isFlat).toBe(true);
  });

  it("finds a slow leak under noise", () => {
    const values = minutes.map((_, minute) => 100 + minute * 0.3 + (minute % 2 === 0 ? 4 : -4));
    const growth = growthOf({ at: minutes, values }, small);
    expect(growth.isFlat).toBe(false);
    expect(growth.to - growth.from).toBeGreaterThan(12);
  });

  it("finds a figure flat that falls", () => {
    const values = minutes.map((_, minute) => 200 - minute);
    expect(growthOf({ at: minutes, values }, small).isFlat).toBe(true);
  });

  it("takes a handle or two more for nothing, and ten for a leak", () => {
    const grown = (by: number) => minutes.map((_, minute) => 20 + Math.floor((minute * by) / 60));
    expect(growthOf({ at: minutes, values: grown(2) }, small).isFlat).toBe(true);
    expect(growthOf({ at: minutes, values: grown(12) }, small).isFlat).toBe(false);
  });
});
