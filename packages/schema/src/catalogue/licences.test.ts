import { describe, expect, it } from "vitest";
import { CODE_LISTS } from "./catalogue.ts";
import { LICENCES, LIST_LICENCES } from "./licences.ts";

describe("the licences of code lists", () => {
  it("are stated for each of the 126 lists, beside its source", () => {
    expect(Object.keys(CODE_LISTS)).toHaveLength(126);
    expect(Object.keys(LIST_LICENCES)).toEqual(Object.keys(CODE_LISTS));
    for (const [name, { source }] of Object.entries(CODE_LISTS)) {
      expect(source, name).not.toBe("");
      expect(LIST_LICENCES[name]?.length, name).toBeGreaterThan(0);
    }
  });

  it("are all described, and all used", () => {
    const used = new Set(Object.values(LIST_LICENCES).flat());
    expect([...used].sort()).toEqual(Object.keys(LICENCES).sort());
    for (const { name, holder, note } of Object.values(LICENCES)) {
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
    const drawn = Object.entries(CODE_LISTS).filter(([, list]) =>
      new RegExp(source).test(list.source),
    );
    expect(drawn.length).toBeGreaterThan(0);
    for (const [name] of drawn) expect(LIST_LICENCES[name], name).toContain(licence);
  });
});
