import { describe, expect, it } from "vitest";
import { createPeriods } from "../../src/words/periods.ts";

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
