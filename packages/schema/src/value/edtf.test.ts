import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DURATION,
  datePrecision,
  findDateIssue,
  findInstantIssue,
  isFillerBirthDate,
  isOverstatedBirthDate,
} from "./edtf.ts";

describe("findDateIssue", () => {
  it("accepts exactly the days of the Gregorian calendar", () => {
    const part = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999 }), part, part, (year, month, day) => {
        const text = [year, month, day]
          .map((n, i) => String(n).padStart(i === 0 ? 4 : 2, "0"))
          .join("-");
        const date = new Date(`${text}T00:00:00Z`);
        const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
        expect(findDateIssue("day", text)).toBe(isReal ? undefined : "DATE_IMPOSSIBLE");
      }),
    );
  });
});

describe("findInstantIssue", () => {
  it("accepts every whole second as it is written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (second) => {
        const text = new Date(second * 1000).toISOString().replace(".000Z", "Z");
        expect(findInstantIssue(text)).toBeUndefined();
      }),
    );
  });
});

describe("datePrecision", () => {
  it.each([
    ["2026", "year"],
    ["2026~", "year"],
    ["2026-33", "quarter"],
    ["2026-12", "month"],
    ["2026-12?", "month"],
    ["2026-12-24", "day"],
    ["2026-12-24/2026-12-26", "day"],
    ["2026-36/2027-33", "quarter"],
  ])("of %s is %s", (edtf, precision) => {
    expect(datePrecision(edtf)).toBe(precision);
  });
});

describe("isFillerBirthDate", () => {
  it.each([
    ["1988-01-01~", "declared", true],
    ["1988-01-01?", "documented", true],
    ["1988-01-01", "documented", false],
    ["1988-01-02~", "declared", false],
    ["1988-01~", "declared", false],
    ["1988~", "declared", false],
  ])("%s, %s: %s", (edtf, basis, filler) => {
    expect(isFillerBirthDate({ edtf, basis })).toBe(filler);
  });
});

describe("isOverstatedBirthDate", () => {
  it.each([
    ["2008-01-01", "ageAssessment", true],
    ["2008-06", "ageAssessment", true],
    ["2008-05-17", "estimated", true],
    ["2008-06~", "estimated", true],
    ["2008", "ageAssessment", false],
    ["2008~", "estimated", false],
    ["2008-06-17", "documented", false],
    ["2008-06", "declared", false],
  ])("%s, %s: %s", (edtf, basis, overstated) => {
    expect(isOverstatedBirthDate({ edtf, basis })).toBe(overstated);
  });
});

describe("DURATION", () => {
  it("accepts one number with one unit", () => {
    for (const text of ["P5Y", "P12M", "P180D", "PT72H"]) expect(DURATION.test(text)).toBe(true);
    for (const text of ["P", "P0D", "PT5M", "P1Y6M", "-P1D", "P5", "P12345D", "P1W"]) {
      expect(DURATION.test(text)).toBe(false);
    }
  });
});
