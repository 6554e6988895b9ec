import type { ConditionExpression } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { inputOf, META } from "../../test/case.ts";
import { createFacts } from "./facts.ts";
import { openWays } from "./open-ways.ts";

const CONSENT = { cond: "CONSENT" };
const CHILD = { all: [{ cond: "CHILD" }, { cond: "NAMED" }] };
const SUSPECT = { cond: "SUSPECT" };

/** The ways that are left open for a person of an age class and a category. */
function openFor(
  person: { readonly ageClass?: string; readonly ledCategory?: string },
  needs: ConditionExpression,
): ConditionExpression {
  const subject = { kind: "subject", links: [], meta: META, leaves: [], ...person };
  return openWays(needs, createFacts(inputOf({ body: { person: subject } })), { gid: "person" });
}

describe("the ways that a sentence names", () => {
  const needs = { any: [CONSENT, CHILD, SUSPECT] };

  it("are all of them, where nothing is said of the person", () => {
    expect(openFor({}, needs)).toEqual(needs);
    expect(openFor({ ageClass: "unknown" }, needs)).toEqual(needs);
  });

  it("are not those of a child for an adult, nor those of a suspect for a victim", () => {
    expect(openFor({ ageClass: "adult" }, needs)).toEqual({ any: [CONSENT, SUSPECT] });
    expect(openFor({ ageClass: "adult", ledCategory: "victim" }, needs)).toEqual(CONSENT);
    expect(openFor({ ageClass: "child", ledCategory: "suspect" }, needs)).toEqual(needs);
  });

  it("are found in what must hold together, too", () => {
    expect(openFor({ ageClass: "adult" }, { all: [{ cond: "NAMED" }, needs] })).toEqual({
      all: [{ cond: "NAMED" }, { any: [CONSENT, SUSPECT] }],
    });
  });

  it("are all of them, where none is open", () => {
    const closed = { any: [CHILD, { cond: "MINOR" }] };
    expect(openFor({ ageClass: "adult" }, closed)).toEqual(closed);
    expect(openFor({ ageClass: "adult" }, { cond: "MINOR" })).toEqual({ cond: "MINOR" });
  });
});
