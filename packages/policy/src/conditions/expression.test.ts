import type { Json } from "@safepassage/core";
import type { Body, ConditionEntry, Consent, Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { type Case, inputOf, META } from "../../test/case.ts";
import { holds, leafFactsAt } from "./conditions.ts";
import { compileExpression } from "./expression.ts";
import { createFacts, type LeafFacts } from "./facts.ts";

const group = (kind: string, links: string[], ...fields: string[]): Group => ({
  kind,
  links,
  meta: META,
  leaves: fields.map((f) => ({ f, v: "x" })),
});
const BODY: Body = {
  anna: group("subject", [], "subject.sex", "subject.pseudonym"),
  bea: group("subject", [], "subject.pseudonym"),
  event: group("event", ["anna"], "event.means", "event.period"),
  other: group("event", ["bea"], "event.means"),
};
const CONSENTS = [
  { subject: "anna", status: "ConsentGiven", scope: ["event.period"], languageUnderstood: true },
  { subject: "bea", status: "ConsentRefused", scope: ["event"], languageUnderstood: true },
] as unknown as Consent[];

/** Answers for several leaves of one message, `gid` or `gid/index`, asked one after another. */
function ask(expression: Json, leaves: readonly string[], given: Partial<Case> = {}): boolean[] {
  const conditions = [{ id: "X", eval: expression } as unknown as ConditionEntry];
  const facts = createFacts(inputOf({ body: BODY, consents: CONSENTS, ...given }), { conditions });
  return leaves.map((leaf) => {
    const [gid = "", index = "0"] = leaf.split("/");
    return holds("X", facts, leafFactsAt(facts, gid, Number(index)) as LeafFacts);
  });
}
const isTrue = (expression: Json, leaf = "event") => ask(expression, [leaf])[0];

describe("compileExpression", () => {
  it.each<[string, Json, RegExp]>([
    ["an operator that nobody defined", { xor: [] }, /operator/],
    ["two operators in one object", { all: [], any: [] }, /operator/],
    ["no operator", {}, /operator/],
    ["the name of an object's own member", { constructor: [] }, /operator/],
    ["a list", [], /malformed expression/],
    ["a text", "all", /malformed expression/],
    ["an input that nobody defined", { absent: "$world.peace" }, /asks for an input/],
    ["a comparison with one operand", { eq: ["$leaf.field"] }, /fewer than two operands/],
    ["a comparison with none", { eq: [] }, /fewer than two operands/],
    ["a conjunction that is no list", { all: { absent: "$leaf.field" } }, /malformed list/],
    ["an alternative that is no list", { any: "$leaf.field" }, /malformed list/],
    ["a comparison that is no list", { in: "ab" }, /malformed list/],
    ["a quantifier that is no record", { exists: "$subjects" }, /malformed quantifier/],
    [
      "a quantifier with two bodies",
      { exists: { from: "$consents", as: "c", where: { all: [], any: [] } } },
      /operator/,
    ],
    [
      "a quantifier without body",
      { exists: { from: "$subjects", as: "s" } },
      /malformed expression/,
    ],
  ])("refuses %s", (_, expression, said) => {
    expect(() => compileExpression(expression)).toThrow(RangeError);
    expect(() => compileExpression(expression)).toThrow(said);
  });
});

describe("what is missing or of another type", () => {
  it.each<[string, Json]>([
    ["equals nothing", { eq: ["$env.missing", "$private.missing"] }],
    ["is in no list", { in: ["$leaf.field", "event.means"] }],
    ["has nothing", { has: ["event.means", "$leaf.field"] }],
    ["covers no field", { covers: ["event.means", "$leaf.field"] }],
    ["is no field to cover", { covers: [[7], 7] }],
    ["does not come before", { le: [1, "2026"] }],
    ["does not come before a number", { le: ["2026", 3000] }],
    ["does not come after", { ge: ["$env.missing", "$env.missing"] }],
    ["does not start", { startsWith: [7, "7"] }],
    ["starts nothing", { startsWith: ["7", 7] }],
    ["is not apart", { disjoint: ["a", ["b"]] }],
    ["is not apart from a text", { disjoint: [["a"], "b"] }],
    ["holds no leaf", { ownLeaf: ["nowhere", "event.means"] }],
    ["holds no leaf by the name of a member", { ownLeaf: ["constructor", "event.means"] }],
    ["is of no elements", { exists: { from: "$env.purpose", as: "x", where: { all: [] } } }],
    [
      "is of no elements that there have to be",
      { every: { from: "$env.purpose", as: "x", nonEmpty: true, where: { all: [] } } },
    ],
  ])("%s", (_, expression) => {
    expect(isTrue(expression)).toBe(false);
  });

  it.each<[string, Json]>([
    ["of the envelope", "$env.missing"],
    ["of the private part", "$private.missing"],
    ["of the urgency", "$private.urgency.missing"],
    ["of an object's own members", "$env.constructor"],
    ["of an element that nothing binds", "$z.member"],
    ["that nothing binds", "$z"],
  ])("is absent: a member %s", (_, name) => {
    expect(isTrue({ absent: name })).toBe(true);
  });

  it.each<[string, Json]>([
    ["nothing", null],
    ["a text", "text"],
    ["a record without it", {}],
  ])("is absent: a member of %s", (_, element) => {
    const where = { absent: "$x.length" };
    expect(isTrue({ exists: { from: [element], as: "x", where } })).toBe(true);
  });

  it("is absent: urgency of a faulty message", () => {
    const given = { private: { "private.urgency": undefined } } as unknown as Partial<Case>;
    expect(ask({ absent: "$private.urgency.level" }, ["event"], given)).toEqual([true]);
  });
});

describe("every", () => {
  const every = (from: Json, more: Readonly<Record<string, Json>> = {}) =>
    isTrue({ every: { from, as: "x", where: { eq: ["$x", 1] }, ...more } });

  it("asks of each element, and of none only if some must be there", () => {
    expect(every([1, 1])).toBe(true);
    expect(every([1, 2])).toBe(false);
    expect(every([])).toBe(true);
    expect(every([], { nonEmpty: false })).toBe(true);
    expect(every([], { nonEmpty: true })).toBe(false);
  });
});

describe("a day and an instant", () => {
  it.each<[string, string, boolean]>([
    ["2026-11-24", "2026-11-24T09:00:00Z", true],
    ["2026-11-24T09:00:00Z", "2026-11-24", true],
    ["2026-11-25", "2026-11-24T09:00:00Z", false],
    ["2026-11-24T00:00:00Z", "2026-11-23", false],
    ["2026-11-24T09:00:00Z", "2026-11-24T08:59:59Z", false],
  ])("%s is not after %s: %s", (earlier, later, expected) => {
    expect(isTrue({ le: [earlier, later] })).toBe(expected);
    expect(isTrue({ ge: [later, earlier] })).toBe(expected);
  });
});

describe("leaves of groups", () => {
  it("are found beside others", () => {
    expect(isTrue({ ownLeaf: ["anna", "subject.pseudonym"] })).toBe(true);
    expect(isTrue({ ownLeaf: ["bea", "subject.sex"] })).toBe(false);
    expect(isTrue({ linkedKind: ["event", "event.period"] })).toBe(true);
    expect(isTrue({ linkedKind: ["event", "subject.sex"] })).toBe(false);
  });

  it("equal a value in the field that is named alone", () => {
    expect(isTrue({ groupLeafEq: ["event.period", "x"] })).toBe(true);
    expect(isTrue({ groupLeafEq: ["event.offence", "x"] })).toBe(false);
    expect(isTrue({ groupLeafEq: ["event.period", "y"] })).toBe(false);
  });
});

describe("leaves of one message, asked one after another", () => {
  const LEAVES = ["event", "event/1", "other", "anna", "bea"];

  it.each<[string, Json]>([
    ["the leaf's field", { covers: ["$c.scope", "$leaf.field"] }],
    ["whom the leaf concerns", someone({ eq: ["$s.gid", "$c.subject"] })],
    ["whom the leaf concerns, all of them", { not: someone({ neq: ["$s.gid", "$c.subject"] }) }],
    ["the leaf's group", { groupLeafEq: ["event.period", "x"] }],
    ["the leaf's field beside what does not change", both({ eq: ["$c.status", "ConsentGiven"] })],
    ["nothing of the leaf", { eq: ["$c.status", "ConsentRefused"] }],
  ])("are each answered as if asked alone: by %s", (_, where) => {
    const expression = { exists: { from: "$consents", as: "c", where } };
    const alone = LEAVES.map((leaf) => isTrue(expression, leaf));
    expect(ask(expression, LEAVES)).toEqual(alone);
    expect(ask(expression, LEAVES.toReversed())).toEqual(alone.toReversed());
  });

  it("differ by whom they concern, where that is what is looked at", () => {
    const where = { eq: ["$s.gid", "anna"] };
    expect(ask(someone(where), LEAVES)).toEqual([true, true, false, true, false]);
  });

  it("share elements only within what the quantifiers around them are at", () => {
    // The innermost quantifier refers to the outermost: each person needs a consent of her own.
    const consented = {
      exists: { from: "$consents", as: "c", where: { eq: ["$c.subject", "$s"] } },
    };
    const inner = { exists: { from: [1], as: "n", where: consented } };
    const all = (people: string[]) => isTrue({ every: { from: people, as: "s", where: inner } });
    expect(all(["anna", "bea"])).toBe(true);
    expect(all(["anna", "kim"])).toBe(false);
    expect(all(["kim", "anna"])).toBe(false);
  });

  it("have what does not turn on them asked once", () => {
    const reads: string[] = [];
    const counted = ["anna", "bea"].map((subject) => ({
      subject,
      get status() {
        reads.push(`status ${subject}`);
        return "ConsentGiven";
      },
      get languageUnderstood() {
        reads.push(`language ${subject}`);
        return true;
      },
      scope: ["event"],
    })) as unknown as Consent[];
    const where = {
      all: [
        { eq: ["$c.status", "ConsentGiven"] },
        { eq: ["$c.languageUnderstood", true] },
        { covers: ["$c.scope", "$leaf.field"] },
      ],
    };
    const expression = { exists: { from: "$consents", as: "c", where } };
    // The pseudonym belongs to every scope.
    const answers = [true, true, true, false, true];
    const expected = ["status anna", "language anna", "status bea", "language bea"];
    expect(ask(expression, LEAVES, { consents: counted })).toEqual(answers);
    expect(reads).toEqual(expected);

    reads.length = 0;
    // Once for each element around it.
    const people = { every: { from: ["one", "two"], as: "s", where: expression } };
    expect(ask(people, LEAVES, { consents: counted })).toEqual(answers);
    expect(reads.toSorted()).toEqual([...expected, ...expected].toSorted());
  });
});

function someone(where: Json): Json {
  return { exists: { from: "$subjects", as: "s", where } };
}

function both(part: Json): Json {
  return { all: [part, { covers: ["$c.scope", "$leaf.field"] }] };
}
