import type { Body } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { inputOf } from "../../test/case.ts";
import { group, person, type Value } from "../../test/combination-case.ts";
import { quasiIdentifierBits } from "./combination.ts";

describe("bits", () => {
  const bitsOf = (body: Body) => quasiIdentifierBits(inputOf({ body }).message, "anna");
  const ofLeaves = (...leaves: [string, Value][]) =>
    bitsOf({ anna: person("victim", "adult"), more: group("event", ["anna"], ...leaves) });

  it.each<[string, [string, Value][], number]>([
    [
      "the weights of the fields",
      [
        ["subject.sex", "2"],
        ["subject.nationality", ["XC"]],
      ],
      7,
    ],
    [
      "no field without one",
      [
        ["event.indicators", "isolation"],
        ["toString", "x"],
      ],
      0,
    ],
    [
      "two fields that everybody may see",
      [
        ["event.isic", "I"],
        ["location.country", "XB"],
      ],
      6,
    ],
    [
      "a field once",
      [
        ["event.routeCountries", "XA"],
        ["event.routeCountries", "XB"],
      ],
      6,
    ],
    [
      "the finer of two that derive",
      [
        ["location.country", "XB"],
        ["location.adminArea", "XB-1"],
      ],
      8,
    ],
    [
      "the finer, whichever comes first",
      [
        ["location.precise", {}],
        ["location.country", "XB"],
      ],
      20,
    ],
    [
      "both of two that do not derive",
      [
        ["event.exploitation", "x"],
        ["event.isic", "I"],
      ],
      5,
    ],
    [
      "the finest of several dates",
      [
        ["event.period", "2026"],
        ["event.period", "2026-10"],
      ],
      6,
    ],
  ])("are the sum of %s", (_, leaves, expected) => {
    expect(ofLeaves(...leaves)).toBe(expected);
  });

  it.each<[string, string, Value, number]>([
    ["a year", "event.period", "2026", 2],
    ["a quarter", "event.period", "2026-36", 4],
    ["a month", "event.period", "2026-10", 6],
    ["a day", "event.period", "2026-10-05", 11],
    ["what is no date", "event.period", 7, 11],
    ["a year of birth", "identity.dateOfBirth", { edtf: "1998" }, 6],
    ["a month of birth", "identity.dateOfBirth", { edtf: "1998-05" }, 10],
    ["a day of birth", "identity.dateOfBirth", { edtf: "1998-05-17" }, 15],
    ["a record without date", "identity.dateOfBirth", {}, 15],
    ["a precision that has no weight", "identity.dateOfBirth", { edtf: "1998-33" }, 15],
  ])("of %s", (_, field, value, expected) => {
    expect(ofLeaves([field, value])).toBe(expected);
  });

  it("are those of groups about her, and of those linked to nobody", () => {
    const sex: [string, Value] = ["subject.sex", "2"];
    const body = (links: string[]): Body => ({
      anna: person("victim", "adult", sex),
      bea: person("victim", "adult", ["subject.nationality", "XC"]),
      event: group("event", links, ["event.period", "2026"]),
    });
    expect(bitsOf(body(["anna"]))).toBe(3);
    expect(bitsOf(body(["bea"]))).toBe(1);
    expect(bitsOf(body(["bea", "anna"]))).toBe(3);
    expect(bitsOf(body([]))).toBe(3);
  });
});
