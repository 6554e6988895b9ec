import { describe, expect, it } from "vitest";
import { CODE_LISTS } from "./catalogue.ts";
import { allLicences, licencesOf } from "./licences.ts";

const idsOf = (list: string): readonly string[] => licencesOf(list).map(({ id }) => id);

describe("the licences of code lists", () => {
  it("are stated for each list, beside its source", () => {
    for (const [name, { source }] of Object.entries(CODE_LISTS)) {
      expect(source, name).not.toBe("");
      expect(idsOf(name).length, name).toBeGreaterThan(0);
    }
    expect(licencesOf("constructor")).toEqual([]);
  });

  it("are all described, and all used", () => {
    const used = new Set(Object.keys(CODE_LISTS).flatMap(idsOf));
    expect([...used].sort()).toEqual(
      allLicences()
        .map(({ id }) => id)
        .sort(),
    );
    for (const { name, holder, note } of allLicences()) {
      expect([name, holder, note]).not.toContain("");
    }
  });

  it.each([
    ["HTCDS", "htcds"],
    ["NIEM", "niem"],
    ["DPV", "w3c"],
    ["Reg \\(EU\\)|\\bLED\\b|\\bDir ", "eu-law"],
    ["\\bISO [0-9]", "iso"],
    ["Palermo|CETS|ILO|ICAO|RFC", "facts"],
    ["^Proposal", "own"],
  ])("name every source that reads %s", (source, licence) => {
    const pattern = new RegExp(source);
    const drawn = Object.entries(CODE_LISTS).filter(([, list]) => pattern.test(list.source));
    expect(drawn.length).toBeGreaterThan(0);
    for (const [name] of drawn) expect(idsOf(name), name).toContain(licence);
  });
});
