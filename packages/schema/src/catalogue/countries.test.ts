import { describe, expect, it } from "vitest";
import { standardCodes } from "../value/standard-codes.ts";
import { alpha2Of, alpha3Of } from "./countries.ts";

describe("countries", () => {
  it("have three letters for each two of the standard, and back", () => {
    const codes = standardCodes("iso3166-1");
    expect(codes).toHaveLength(249);
    const three = codes.map((code) => alpha3Of(code));
    expect(new Set(three).size).toBe(249);
    expect(three.map((code) => alpha2Of(code ?? ""))).toEqual(codes);
  });

  it("do not hold what is no country of the standard", () => {
    expect(alpha3Of("XA")).toBeUndefined();
    expect(alpha3Of("XXA")).toBeUndefined();
    expect(alpha2Of("rou")).toBe("RO");
    expect(alpha2Of("constructor")).toBeUndefined();
  });
});
