import type { Body, Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { areLinked, createConcern } from "./concern.ts";

const group = (kind: string, ...links: string[]): Group => ({ kind, links, leaves: [] });

const BODY: Body = {
  anna: group("subject", "bea"),
  bea: group("subject"),
  carl: group("subject"),
  event: group("event", "anna", "firm"),
  firm: group("organisation", "nowhere", "constructor"),
  place: group("location", "firm"),
  meeting: group("event", "bea", "carl"),
  first: group("event", "second"),
  second: group("event", "first"),
  alone: group("location"),
};

describe("whom a group concerns", () => {
  const { personsOf, linkedPersonsOf } = createConcern(BODY);

  it.each([
    ["a person, not whom she is linked to", "anna", ["anna"]],
    ["a person, not who is linked to her", "bea", ["bea"]],
    ["the person of an event", "event", ["anna"]],
    ["the person of an event that names the group", "firm", ["anna"]],
    ["the person of an event, through a group that both name", "place", ["anna"]],
    ["several persons in the order of their ids", "meeting", ["bea", "carl"]],
    ["nobody, for a group that is not there", "toString", []],
  ])("is %s", (_, gid, expected) => {
    expect(personsOf(gid)).toEqual(expected);
    expect(linkedPersonsOf(gid)).toEqual(expected);
  });

  it.each(["alone", "first", "second"])("is everybody where it leads to nobody: %s", (gid) => {
    expect(personsOf(gid)).toEqual(["anna", "bea", "carl"]);
    expect(linkedPersonsOf(gid)).toEqual([]);
  });

  it("is nobody in a message about nobody", () => {
    const { alone, first, second } = BODY as Record<string, Group>;
    const about = createConcern({ alone, first, second } as Body);
    for (const gid of ["alone", "first"]) expect(about.personsOf(gid)).toEqual([]);
  });

  it("is the same whichever of two groups names the other", () => {
    const turned: Body = {
      ...BODY,
      anna: group("subject", "event"),
      event: group("event", "firm"),
    };
    expect(createConcern(turned).personsOf("place")).toEqual(["anna"]);
  });
});

describe("areLinked", () => {
  it.each([
    ["event", "anna", true],
    ["anna", "event", true],
    ["place", "anna", false],
    ["alone", "anna", false],
    ["firm", "constructor", false],
    ["constructor", "anna", false],
  ])("says of %s and %s: %s", (one, other, expected) => {
    expect(areLinked(BODY, one, other)).toBe(expected);
  });
});
