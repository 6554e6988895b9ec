import type { Body, Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { inputOf } from "../../test/case.ts";
import { boilerplate, createFacts } from "./facts.ts";

const group = (kind: string, ...fields: string[]): Group => ({
  kind,
  links: [],
  leaves: fields.map((f) => ({ f, v: "x" })),
});
const BODY: Body = {
  anna: { ...group("subject", "subject.pseudonym", "subject.sex"), ledCategory: "victim" },
  need: group("need", "need.health", "need.specialNeeds", "need.riskLevel"),
  again: group("need", "need.health", "need.specialNeeds"),
  event: group("event", "event.sexualSubtype", "event.means"),
};
const NEEDS = ["need/need.health", "need/need.specialNeeds", "again/need.health"];

describe("reasons of necessity", () => {
  const isBoilerplate = (...reasons: readonly (readonly [string, string])[]) =>
    boilerplate(
      inputOf({
        body: BODY,
        private: { "private.necessity": reasons.map(([path, reason]) => ({ path, reason })) },
      }),
    );
  const all = (reason: string, ...paths: string[]) =>
    paths.map((path): [string, string] => [path, reason]);

  it("are boilerplate on four leaves of two kinds", () => {
    const paths = [...NEEDS, "event/event.sexualSubtype"];
    expect(isBoilerplate(...all("PROVIDE_MEDICAL_CARE", ...paths))).toBe(true);
  });

  it.each([
    ["on three leaves", [...NEEDS.slice(1), "event/event.sexualSubtype"]],
    ["on four leaves of one kind", [...NEEDS, "again/need.specialNeeds"]],
    ["with a fourth that is of no special category", [...NEEDS, "event/event.means"]],
    ["with a fourth that is not there", [...NEEDS, "event/need.health"]],
    ["with a fourth in no group", [...NEEDS, "nowhere/event.sexualSubtype"]],
    ["with a fourth that names no leaf", [...NEEDS, "event", ""]],
  ])("are not %s", (_, paths) => {
    expect(isBoilerplate(...all("PROVIDE_MEDICAL_CARE", ...paths))).toBe(false);
  });

  it("are counted by what they say, and those that support others not at all", () => {
    const event = "event/event.sexualSubtype";
    expect(isBoilerplate(...all("PROVE_AGE", ...NEEDS), [event, "SUPERVISION"])).toBe(false);
    expect(isBoilerplate(...all("INCAPABLE_OF_CONSENT", ...NEEDS, event))).toBe(false);
    expect(isBoilerplate()).toBe(false);
  });

  it("may be missing from a faulty message", () => {
    const input = inputOf({ body: BODY });
    const message = { ...input.message, private: {} } as unknown as typeof input.message;
    expect(boilerplate({ ...input, message })).toBe(false);
  });
});

describe("facts of a message", () => {
  it("are found once", () => {
    const facts = createFacts(inputOf({ body: BODY }));
    expect(facts.subjectsOf("anna")).toBe(facts.subjectsOf("anna"));
    expect(facts.answersOf("X", "anna")).toBe(facts.answersOf("X", "anna"));
    expect(facts.answersOf("X", "need")).not.toBe(facts.answersOf("X", "anna"));
    const asked: string[] = [];
    const ask = (answer: boolean) =>
      facts.remember("question", () => {
        asked.push("asked");
        return answer;
      });
    expect([ask(false), ask(true)]).toEqual([false, false]);
    expect(asked).toEqual(["asked"]);
  });
});
