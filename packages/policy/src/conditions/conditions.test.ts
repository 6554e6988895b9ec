import type { Body, ConditionEntry, ConditionExpression, Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { inputOf, META } from "../../test/case.ts";
import {
  createConditions,
  type HeaderField,
  holds,
  leafFactsAt,
  unmetConditions,
} from "./conditions.ts";
import { createFacts, type LeafFacts } from "./facts.ts";

const entry = (id: string, test: unknown) => ({ id, eval: test }) as unknown as ConditionEntry;
const conditions = [
  entry("YES", { all: [] }),
  entry("NO", { any: [] }),
  entry("NEVER", { any: [] }),
  entry("ADULT", { eq: ["$leaf.value", "adult"] }),
  entry("VICTIM", { eq: ["$leaf.value", "victim"] }),
  entry("FACT", { eq: ["$leaf.nature", "fact"] }),
  entry("MEANS", { eq: ["$leaf.field", "event.means"] }),
];
const BODY: Body = {
  anna: {
    kind: "subject",
    links: [],
    meta: META,
    ledCategory: "victim",
    ageClass: "adult",
    leaves: [],
  },
  event: {
    kind: "event",
    links: ["anna"],
    meta: META,
    leaves: [
      { f: "event.means", v: "force" },
      { f: "event.means", v: "fraud", nature: "statement" },
      { f: "event.act", v: "x", nature: "statement" },
    ],
  },
  bare: { kind: "event", links: [], leaves: [{ f: "event.means", v: "force" }] },
  nobody: { kind: "subject", links: [], leaves: [] } as unknown as Group,
};
const [YES, NO, NEVER] = [{ cond: "YES" }, { cond: "NO" }, { cond: "NEVER" }];

describe("an expression over conditions", () => {
  it.each<[ConditionExpression, boolean, readonly string[]]>([
    [YES, true, []],
    [NO, false, ["NO"]],
    [{ cond: "UNKNOWN" }, false, ["UNKNOWN"]],
    [{ all: [] }, true, []],
    [{ all: [YES, YES] }, true, []],
    [{ all: [NO, YES, NEVER, NO] }, false, ["NO", "NEVER"]],
    [{ any: [NO, YES] }, true, []],
    [{ any: [NO, NEVER] }, false, ["NO"]],
    [{ any: [{ all: [NO, NEVER] }, NEVER] }, false, ["NEVER"]],
    [{ any: [NEVER, { all: [NO, NEVER] }] }, false, ["NEVER"]],
    [{ not: NO }, true, []],
    [{ not: YES }, false, ["YES"]],
    [{ not: { all: [YES, { any: [NO, YES] }, { not: NEVER }] } }, false, ["YES", "NO", "NEVER"]],
  ])("%j: %s, for want of %j", (expression, expected, unmet) => {
    const input = inputOf({ body: BODY });
    expect(createConditions(input, { conditions })(expression, "event", 0)).toBe(expected);
    const facts = createFacts(input, { conditions });
    const leaf = leafFactsAt(facts, "event", 0) as LeafFacts;
    expect(unmetConditions(expression, facts, leaf)).toEqual(unmet);
  });
});

describe("a condition", () => {
  const ask = (name: string, gid: string, leaf: number | HeaderField) =>
    createConditions(inputOf({ body: BODY }), { conditions })({ cond: name }, gid, leaf);

  it("is asked about category and age class of a person", () => {
    expect(ask("ADULT", "anna", "subject.ageClass")).toBe(true);
    expect(ask("VICTIM", "anna", "subject.ageClass")).toBe(false);
    expect(ask("VICTIM", "anna", "subject.ledCategory")).toBe(true);
    expect(ask("ADULT", "anna", "subject.ledCategory")).toBe(false);
    expect(ask("FACT", "anna", "subject.ageClass")).toBe(true);
  });

  it("holds for nothing that is not there", () => {
    expect(ask("YES", "event", "subject.ageClass")).toBe(false);
    expect(ask("YES", "nowhere", "subject.ageClass")).toBe(false);
    expect(ask("YES", "nowhere", 0)).toBe(false);
    expect(ask("YES", "event", 3)).toBe(false);
  });

  it("is asked of groups without an evaluation, too", () => {
    expect(ask("YES", "bare", 0)).toBe(true);
    expect(ask("FACT", "bare", 0)).toBe(false);
    expect(ask("YES", "nobody", "subject.ageClass")).toBe(true);
  });

  it("is answered once for a field and a nature, and apart for others", () => {
    let compiled = 0;
    const counting = conditions.map(({ id, eval: test }) => ({
      id,
      get eval() {
        compiled += 1;
        return test;
      },
    })) as unknown as ConditionEntry[];
    let asked = 0;
    const input = inputOf({ body: BODY });
    const consents = [
      {
        get status() {
          asked += 1;
          return "x";
        },
      },
    ] as unknown as typeof input.consents;
    const where = { eq: ["$c.status", "x"] };
    counting.push(entry("ASKED", { every: { from: "$consents", as: "c", where } }));
    const facts = createFacts({ ...input, consents }, { conditions: counting });
    const all = (name: string) =>
      [0, 1, 2, 0].map((index) =>
        holds(name, facts, leafFactsAt(facts, "event", index) as LeafFacts),
      );
    expect(all("FACT")).toEqual([true, false, false, true]);
    expect(all("MEANS")).toEqual([true, true, false, true]);
    expect(compiled).toBe(2);
    expect(all("ASKED")).toEqual([true, true, true, true]);
    expect(asked).toBe(3);
  });
});
