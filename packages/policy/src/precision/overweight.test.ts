import type { Body } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import type { Case } from "../../test/case.ts";
import { CONSENT, given, group, person, type Value } from "../../test/combination-case.ts";
import { createFacts } from "../conditions/facts.ts";
import { findOverweightPaths } from "./combination.ts";

describe("what is left out to stay within the bound", () => {
  const dropped = (body: Body, bound: number, more: Partial<Case> = {}) => [
    ...findOverweightPaths(createFacts(given(body, bound, more))),
  ];
  const SUBJECT: [string, Value][] = [
    ["subject.sex", "2"],
    ["subject.nationality", "XC"],
    ["subject.ageBand", "27-29"],
  ];
  const EVENT: [string, Value][] = [
    ["event.indicators", "isolation"],
    ["event.period", "2026-10-05"],
    ["event.routeCountries", "XA"],
    ["event.isic", "I"],
  ];
  const anna = person("victim", "adult", ...SUBJECT);
  const body: Body = { anna, event: group("event", ["anna"], ...EVENT) };
  // Admitted up to the month, a period weighs 6: 1 + 6 + 3 and 6 + 6 + 3.
  const order = [
    "event/event.routeCountries",
    "event/event.period",
    "anna/subject.nationality",
    "event/event.isic",
    "anna/subject.ageBand",
    "anna/subject.sex",
  ];

  it.each([
    [25, 0],
    [24, 1],
    [19, 1],
    [18, 2],
    [12, 3],
    [6, 4],
    [3, 5],
    [0, 6],
  ])(
    "is, to stay within %i, the heaviest and of equals the later in the catalogue: %i",
    (bound, count) => {
      expect(dropped(body, bound)).toEqual(order.slice(0, count));
    },
  );

  it("is of groups that are alike the later", () => {
    const later = group("event", ["anna"], ["event.routeCountries", "XB"]);
    const two = (first: string, second: string): Body => ({
      anna,
      [first]: later,
      [second]: later,
    });
    const both = ["e2/event.routeCountries", "e1/event.routeCountries"];
    expect(dropped(two("e1", "e2"), 10)).toEqual(both);
    expect(dropped(two("e2", "e1"), 10)).toEqual(both);
  });

  it("is never what the purpose requires", () => {
    const need = group("need", ["anna"], ["need.services", "shelter"], ["need.riskLevel", "high"]);
    const referral = { purpose: "ASSISTANCE_REFERRAL" };
    expect(dropped({ anna: person("victim", "adult"), need }, 0, referral)).toEqual([
      "need/need.riskLevel",
    ]);
  });

  it("is nothing that she consented to, but what lies in every scope", () => {
    const languages: [string, Value] = ["subject.languages", "de"];
    const speaking = { anna: person("victim", "adult", ...SUBJECT, languages) };
    expect(dropped(speaking, 0, { consents: [CONSENT] })).toEqual(["anna/subject.languages"]);
  });

  it("is nothing that could not be sent anyhow, and weighs nothing", () => {
    const hidden: [string, Value][] = [
      ["identity.placeOfBirth", { country: "XC" }],
      ["identity.names", []],
    ];
    const more: Body = {
      ...body,
      identity: group("identity", ["anna"], ...hidden),
      place: group("location", ["anna"], ["location.precise", {}]),
      odd: group("event", ["anna"], ["no.field", "x"]),
    };
    expect(dropped(more, 25)).toEqual([]);
  });

  it("is what a finer value would be sent as", () => {
    // This purpose admits the country, and no area under any condition: 6 for the month and 3.
    const asked = { purpose: "JUDICIAL_EVIDENCE", clear: { "env.messageType": "request" } };
    const place = group("location", ["anna"], ["location.adminArea", "XB-01"]);
    const event = group("event", ["anna"], ["event.period", "2026-10-05"]);
    const evidence = { anna: person("victim", "adult"), event, place };
    expect(dropped(evidence, 8, asked)).toEqual(["event/event.period"]);
    expect(dropped(evidence, 9, asked)).toEqual([]);
  });

  it("is decided of each person by herself, and what is gone for one is gone for all", () => {
    const bea = person("possibleVictim", "adult", ["subject.nationality", "XC"]);
    const shared = group("event", [], ["event.routeCountries", "XA"]);
    const expected = ["shared/event.routeCountries"];
    expect(dropped({ bea, anna: { ...anna, leaves: bea.leaves }, shared }, 6)).toEqual(expected);
    const hers = group("event", ["anna"], ["event.period", "2026-10"]);
    const his = group("event", ["kim"], ["event.period", "2026-10"]);
    const kim = person("suspect", "adult", ["subject.nationality", "XC"]);
    const people: Body = { bea, kim, anna: person("victim", "adult"), shared, hers, his };
    expect(dropped(people, 5)).toEqual([
      "shared/event.routeCountries",
      "bea/subject.nationality",
      "hers/event.period",
    ]);
  });

  it("leaves no room for another person's because hers is gone", () => {
    const nationality: [string, Value] = ["subject.nationality", "XC"];
    const hers = group("event", ["bea"], ["event.routeCountries", "XA"]);
    const when = (links: string[]) => group("event", links, ["event.period", "2026-10"]);
    const two: Body = {
      anna: person("victim", "adult", nationality),
      bea: person("victim", "adult"),
      hers,
    };
    expect(dropped({ ...two, when: when(["bea"]) }, 8)).toEqual(["hers/event.routeCountries"]);
    expect(dropped({ ...two, when: when([]) }, 8)).toContain("hers/event.routeCountries");
  });

  it("is nothing where nobody is protected", () => {
    expect(dropped({ ...body, anna: person("victim", "child", ...SUBJECT) }, 0)).toEqual([]);
  });
});
