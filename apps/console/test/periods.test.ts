import { describe, expect, it } from "vitest";
import { instantOf } from "../src/pages/operate/local-time.ts";
import { createPeriods } from "../src/words/periods.ts";

describe("periods", () => {
  it("are said in words of the language", () => {
    const say = createPeriods("en");
    expect(say("P12M")).toBe("12 months");
    expect(say("P1Y6M")).toBe("1 year, 6 months");
    expect(say("P180D")).toBe("180 days");
    expect(say("PT1H30M")).toBe("1 hour, 30 minutes");
    expect(createPeriods("fr")("P2Y")).toBe("2 ans");
  });

  it("that are none stay as they are", () => {
    const say = createPeriods("en");
    for (const text of ["", "P", "PT", "12M", "P1.5Y", "P1Y<b>"]) expect(say(text)).toBe(text);
  });
});

describe("a time that somebody types", () => {
  it("is an instant to the second", () => {
    const instant = instantOf("2026-11-28T18:50");
    expect(instant).toMatch(/^2026-11-2[789]T\d\d:\d\d:00Z$/);
    expect(new Date(instant ?? "").getTime()).toBe(new Date(2026, 10, 28, 18, 50).getTime());
  });

  it("is nothing while it is not complete", () => {
    for (const typed of ["", "2026-11-28", "2026-13-01T00:00", "yesterday"]) {
      expect(instantOf(typed)).toBeUndefined();
    }
  });
});
