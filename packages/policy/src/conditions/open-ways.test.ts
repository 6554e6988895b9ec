import { CONDITIONS, type ConditionExpression } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { inputOf, META } from "../../test/case.ts";
import { leafFactsAt } from "./conditions.ts";
import { createFacts, type LeafFacts } from "./facts.ts";
import { openWays } from "./open-ways.ts";

const CONSENT = { cond: "CONSENT" };
const CHILD = { all: [{ cond: "CHILD" }, { cond: "NAMED" }] };
const SUSPECT = { cond: "SUSPECT" };

/** The ways that are left open for a person of an age class and a category, where some conditions hold. */
function openFor(
  person: { readonly ageClass?: string; readonly ledCategory?: string },
  needs: ConditionExpression,
  holding: readonly string[] = [],
): ConditionExpression {
  const leaves = [{ f: "subject.sex", v: "2" }];
  const subject = { kind: "subject", links: [], meta: META, leaves, ...person };
  const conditions = CONDITIONS.map((one) => ({
    ...one,
    eval: holding.includes(one.id) ? { all: [] } : { any: [] },
  }));
  const facts = createFacts(inputOf({ body: { person: subject } }), { conditions });
  return openWays(needs, facts, leafFactsAt(facts, "person", 0) as LeafFacts);
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

  it("leave out what holds already of what must hold together", () => {
    expect(openFor({}, { all: [CONSENT, { cond: "NAMED" }] }, ["CONSENT"])).toEqual({
      cond: "NAMED",
    });
    const three = { all: [CONSENT, { cond: "NAMED" }, { cond: "STRICT" }] };
    expect(openFor({}, three, ["NAMED"])).toEqual({ all: [CONSENT, { cond: "STRICT" }] });
  });

  it("are all of them, where none is open", () => {
    const closed = { any: [CHILD, { cond: "MINOR" }] };
    expect(openFor({ ageClass: "adult" }, closed)).toEqual(closed);
    expect(openFor({ ageClass: "adult" }, { cond: "MINOR" })).toEqual({ cond: "MINOR" });
  });
});
