import type { Body, Group, Leaf } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { rungsOf } from "./rungs.ts";
import { concernedSubjects, isSpecial } from "./subjects.ts";

const group = (kind: string, links: string[] = [], leaves: Leaf[] = []): Group => ({
  kind,
  links,
  leaves,
});

describe("concernedSubjects", () => {
  const body: Body = {
    anna: group("subject", ["bea"]),
    bea: group("subject"),
    event: group("event", ["anna", "firm"]),
    firm: group("organisation", ["event", "nowhere", "constructor"]),
    place: group("location", ["event"]),
    alone: group("location"),
    meeting: group("event", ["anna", "bea"]),
  };

  it.each([
    ["several persons in the order of their ids", "meeting", ["anna", "bea"]],
    ["a person, not whom she is linked to", "anna", ["anna"]],
    ["persons of an event", "event", ["anna"]],
    ["persons behind an event, through a cycle", "firm", ["anna"]],
    ["persons of the event that a place belongs to", "place", ["anna"]],
    ["nobody", "alone", []],
    ["nobody, for a group that is not there", "toString", []],
  ])("finds %s", (_, gid, expected) => {
    expect(concernedSubjects(body, gid)).toEqual(expected);
  });
});

describe("isSpecial", () => {
  const body: Body = {
    anna: group("subject"),
    near: group("event", ["anna"]),
    far: group("event"),
  };

  it("knows fields that always are", () => {
    expect(isSpecial(body, "far", { f: "need.health", v: "none" })).toBe(true);
  });

  it("knows values that are where they concern a person", () => {
    const leaf = { f: "event.exploitation", v: "sexualExploitation" };
    expect(isSpecial(body, "near", leaf)).toBe(true);
    expect(isSpecial(body, "far", leaf)).toBe(false);
    expect(isSpecial(body, "near", { f: "event.exploitation", v: "forcedLabour" })).toBe(false);
    expect(isSpecial(body, "near", { f: "event.offence", v: { iccs: "02041" } })).toBe(true);
    expect(isSpecial(body, "near", { f: "event.offence", v: { iccs: "02042" } })).toBe(false);
  });

  it.each([null, 7, true, "02042", [], {}, { iccs: null }, { other: ["02041"] }])(
    "says no for %j, where no code is marked",
    (v) => {
      expect(isSpecial(body, "near", { f: "event.offence", v })).toBe(false);
    },
  );

  it("says no for what takes its sensitivity from elsewhere, or does not exist", () => {
    expect(isSpecial(body, "near", { f: "correction.value", v: "x" })).toBe(false);
    expect(isSpecial(body, "near", { f: "constructor", v: "x" })).toBe(false);
  });
});

describe("rungsOf", () => {
  it.each([
    ["subject.ageBand", "18-20", ["age ageBand"]],
    ["identity.dateOfBirth", { edtf: "1988-05", basis: "documented" }, ["age monthOfBirth"]],
    ["event.period", "2026-33/2026-36", ["time quarter"]],
    ["event.offence", { iccs: "0204" }, ["offence group"]],
    ["evidence.timeRange", { from: "2026-11-01T00:00:00Z", to: "x" }, ["time second"]],
    ["evidence.identifier", { kind: "phone", value: "+321000000" }, []],
    ["evidence.identifier", { value: { at: "2026-11-01T00:00:00Z" } }, ["time second"]],
    ["evidence.identifier", "2026", []],
    ["event.period", undefined, []],
    ["subject.sex", "2", []],
    ["no.field", "2", []],
  ])("of %s", (field, value, expected) => {
    expect(rungsOf(field, value).map(({ ladder, rung }) => `${ladder} ${rung}`)).toEqual(expected);
  });

  it("takes what says nothing for the finest", () => {
    expect(rungsOf("event.offence", { iccs: "9999" })).toEqual([
      { ladder: "offence", rung: "subtype" },
    ]);
    expect(rungsOf("event.period", 7)).toEqual([{ ladder: "time", rung: "second" }]);
  });
});
