import type { Body, Group, Leaf } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { rungsOf } from "../precision/rungs.ts";
import { createConcern } from "./concern.ts";
import { isSpecial } from "./special.ts";

const group = (kind: string, links: string[] = [], leaves: Leaf[] = []): Group => ({
  kind,
  links,
  leaves,
});

describe("isSpecial", () => {
  const anna = group("subject");
  const bodies: Record<"near" | "loose" | "far", Body> = {
    near: { anna, event: group("event", ["anna"]) },
    loose: { anna, event: group("event") },
    far: { event: group("event") },
  };
  const ask = (body: keyof typeof bodies, leaf: Leaf) =>
    isSpecial(createConcern(bodies[body]), "event", leaf);

  it("knows fields that always are", () => {
    expect(ask("far", { f: "need.health", v: "none" })).toBe(true);
  });

  it("knows values that are where they concern a person", () => {
    const leaf = { f: "event.exploitation", v: "sexualExploitation" };
    expect(ask("near", leaf)).toBe(true);
    expect(ask("loose", leaf)).toBe(true);
    expect(ask("far", leaf)).toBe(false);
    expect(ask("near", { f: "event.exploitation", v: "forcedLabour" })).toBe(false);
    expect(ask("near", { f: "event.offence", v: { iccs: "02041" } })).toBe(true);
    expect(ask("near", { f: "event.offence", v: { iccs: "02042" } })).toBe(false);
  });

  it.each([null, 7, true, "02042", [], {}, { iccs: null }, { other: ["02041"] }])(
    "says no for %j, where no code is marked",
    (v) => {
      expect(ask("near", { f: "event.offence", v })).toBe(false);
    },
  );

  it("says no for what takes its sensitivity from elsewhere, or does not exist", () => {
    expect(ask("near", { f: "correction.value", v: "x" })).toBe(false);
    expect(ask("near", { f: "constructor", v: "x" })).toBe(false);
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
