import type { Body, Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { hasIdleGroup } from "./body-layout.ts";

const group = (kind: string, ...links: string[]): Group => ({ kind, links, leaves: [] });
const told = (kind: string, ...links: string[]): Group => ({
  ...group(kind, ...links),
  leaves: [{ f: "location.country", v: "XB" }],
});

describe("a group without a value", () => {
  it.each<[string, Body]>([
    ["is a person", { anna: group("subject") }],
    [
      "joins a place and a person",
      { anna: group("subject"), way: group("event", "anna"), at: told("location", "way") },
    ],
    [
      "names both that it joins",
      { anna: group("subject"), at: told("location"), way: group("event", "anna", "at") },
    ],
    [
      "joins them together with another",
      {
        anna: group("subject"),
        one: group("event", "anna"),
        two: group("event", "one"),
        at: told("location", "two"),
      },
    ],
  ])("says something where it %s", (_, body) => {
    expect(hasIdleGroup(body)).toBe(false);
  });

  it.each<[string, Body]>([
    ["stands alone", { alone: group("event") }],
    ["ends at one other", { anna: group("subject"), end: group("event", "anna") }],
    [
      "names one twice, and itself",
      { anna: group("subject"), end: group("event", "anna", "anna", "end") },
    ],
    [
      "names what is not there",
      { anna: group("subject"), end: group("event", "anna", "constructor") },
    ],
    [
      "only goes round",
      { one: group("event", "two"), two: group("event", "three"), three: group("event", "one") },
    ],
    [
      "goes round beside one other",
      {
        anna: group("subject"),
        one: group("event", "two", "anna"),
        two: group("event", "three"),
        three: group("event", "one"),
      },
    ],
    [
      "hangs on one that joins others",
      {
        anna: group("subject"),
        way: group("event", "anna"),
        end: group("event", "way"),
        at: told("location", "way"),
      },
    ],
  ])("says nothing where it %s", (_, body) => {
    expect(hasIdleGroup(body)).toBe(true);
  });
});
