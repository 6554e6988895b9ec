import { expect, it } from "vitest";
import { takesPlaceOf } from "./agreement-versions.ts";

const of = (version: string, parties: string, id = "AGR-X") => ({
  ...{ id, version },
  parties: [...parties],
});

it.each([
  ["a later version of the same two", "2.0", "AB", "1.0", "AB", "AB", true],
  ["a later one by number", "1.10", "AB", "1.9", "AB", "AB", true],
  ["the same version", "1.0", "AB", "1.0", "AB", "AB", false],
  ["an earlier one", "1.0", "AB", "2.0", "AB", "AB", false],
  ["one that takes a party in", "2.0", "ABC", "1.0", "AB", "AB", true],
  ["one that leaves a party out, for those that stay", "2.0", "AB", "1.0", "ABC", "AB", true],
  ["one that leaves a party out, for that party", "2.0", "AB", "1.0", "ABC", "AC", true],
  ["one of two others, for those that have no part in it", "2.0", "AB", "1.0", "ABCD", "CD", false],
  ["one that an agency has with a third", "2.0", "AC", "1.0", "AB", "AB", false],
])("%s", (_, version, parties, older, olderParties, between, takes) => {
  expect(takesPlaceOf(of(version, parties), of(older, olderParties), [...between])).toBe(takes);
});

it("is of the same id", () => {
  expect(takesPlaceOf(of("2.0", "AB", "AGR-Y"), of("1.0", "AB"), ["A", "B"])).toBe(false);
});
