import type { Body, Code } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { type Case, inputOf } from "../../test/case.ts";
import { CONSENT, given, group, person, type Value } from "../../test/combination-case.ts";
import { createFacts } from "../conditions/facts.ts";
import { findOverweightPaths, judgeIdentification } from "./combination.ts";

describe("whom the clause protects", () => {
  const protectedBy = (ledCategory: Code<"led6_category">, ageClass: Code<"age_class">) =>
    judgeIdentification(given({ anna: person(ledCategory, ageClass) }, 20)).map(({ gid }) => gid);

  it.each([
    ["victim", "adult"],
    ["possibleVictim", "adult"],
    ["victim", "unknown"],
  ] as const)("is a %s, %s", (ledCategory, ageClass) => {
    expect(protectedBy(ledCategory, ageClass)).toEqual(["anna"]);
  });

  it.each([
    ["victim", "child"],
    ["victim", "presumedChild"],
    ["suspect", "adult"],
    ["witness", "adult"],
  ] as const)("is no %s, %s", (ledCategory, ageClass) => {
    expect(protectedBy(ledCategory, ageClass)).toEqual([]);
  });

  it("is nobody without the clause", () => {
    const body = { anna: person("victim", "adult", ["subject.sex", "2"]) };
    expect(judgeIdentification(inputOf({ body }))).toEqual([]);
    const agreement = { quasiIdentifierBound: 0 };
    expect(findOverweightPaths(createFacts(inputOf({ body, agreement })))).toEqual(new Set());
  });
});

describe("what a message says about her", () => {
  const NAMES: [string, Value] = ["identity.names", []];
  const body: Body = {
    anna: person("victim", "adult", ["subject.sex", "2"], ["subject.languages", "de"]),
    bea: person("suspect", "adult", ["subject.nationality", "XC"]),
    hers: group("identity", ["anna"], ["identity.documentStatusOnly", {}], NAMES),
    anyones: group("contact", [], ["contact.phone", "+3210000001"]),
    his: group("identity", ["bea"], NAMES),
    odd: group("event", ["anna"], ["no.field", "x"]),
  };
  const judged = (more: Partial<Case> = {}) => judgeIdentification(given(body, 20, more))[0];

  it("is every leaf that identifies, and the weight of all", () => {
    expect(judged()).toEqual({
      gid: "anna",
      identifying: [
        { gid: "hers", leaf: 1 },
        { gid: "anyones", leaf: 0 },
        { gid: "odd", leaf: 0 },
      ],
      bits: 1 + 6 + 2 + 30 + 30,
      weights: new Map([
        ["subject.sex", 1],
        ["subject.languages", 6],
        ["document", 2],
        ["identity.names", 30],
        ["contact.phone", 30],
        ["no.field", 0],
      ]),
    });
  });

  it("is not what she consented to; what lies in every scope she did not choose", () => {
    const consents = [{ ...CONSENT, scope: ["subject", "identity"] }];
    const { identifying, bits } = judged({ consents }) ?? {};
    expect(identifying).toEqual([
      { gid: "anyones", leaf: 0 },
      { gid: "odd", leaf: 0 },
    ]);
    expect(bits).toBe(6 + 30);
  });
});
