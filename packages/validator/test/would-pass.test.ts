import { minimise } from "@safepassage/policy";
import { type Draft, findField } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import {
  createWording,
  ENGLISH_WORDING,
  type Judgement,
  validate,
  whatWouldPass,
} from "../src/index.ts";
import { readRuleCorpus, readScenarioCorpus } from "./corpus.ts";
import { type Fixture, scenarioFixture } from "./fixtures.ts";
import { fullerByOne } from "./fuller-drafts.ts";
import { fixtureOf, readVectorFiles, type VectorCase } from "./vectors.ts";
import {
  asText,
  draftOf,
  leavesOf,
  policyInputOf,
  rulesOf,
  withStrangers,
} from "./whole-drafts.ts";

const files = readVectorFiles();

const all = [...files].flatMap(([name, { cases, fixtures }]) =>
  cases.map((vector) => ({
    name: `${name} ${vector.id}`,
    vector,
    fixture: fixtureOf(vector, fixtures),
  })),
);

const everyInput = [
  ...all,
  ...[...readRuleCorpus().values()]
    .flat()
    .map(({ id, input }) => ({ name: `corpus ${id}`, fixture: input as Fixture })),
  ...readScenarioCorpus().map(({ id, input }) => ({
    name: `corpus ${id}`,
    fixture: input as Fixture,
  })),
  ...(["S17.1", "S01.1", "S03.1", "S02.1"] as const).flatMap(withStrangers),
];

const isRefusedAsItIs = new Map(
  everyInput.map((one) => [one, errorsOf(validate(one.fixture)).length > 0]),
);

/** All messages that the judge refuses. */
const refusedInputs = everyInput.filter((one) => isRefusedAsItIs.get(one));

const results = new Map(everyInput.map(({ name, fixture }) => [name, whatWouldPass(fixture)]));

const passing = refusedInputs.flatMap(({ name, fixture }) => {
  const result = results.get(name);
  return result?.passes === true ? [{ name, fixture, result }] : [];
});

/** The refused messages whose groups can all be read, so that the policy can judge them. */
const readable = passing.filter(({ fixture }) =>
  Object.values(fixture.message.body).every(
    ({ links, leaves }) =>
      Array.isArray(links) && Array.isArray(leaves) && leaves.every(({ v }) => v !== undefined),
  ),
);

describe("what would pass", () => {
  it.each(["R01", "R02", "R17", "R31"])("is found for whatever %s refuses", (rule) => {
    const refused = all.filter(
      ({ name, vector }) => name.startsWith(rule) && isRefused(vector) && !isFeedback(vector),
    );
    expect(refused.length).toBeGreaterThan(0);
    for (const { name, fixture } of refused) {
      const result = results.get(name);
      if (isProductionOrder(fixture) && result?.passes !== true) {
        // Without what it is about, an order to a provider is none (R80).
        expect([name, result]).toMatchObject([name, { passes: false, because: "required" }]);
        continue;
      }
      const draft = draftOf(result);
      expect(validate({ ...fixture, message: draft }).verdict).toBe("accept");
    }
  });

  it("is nothing of a feedback whose outcome may not be told: it says nothing else", () => {
    const refused = all.filter(({ vector }) => isRefused(vector) && isFeedback(vector));
    expect(refused.map(({ vector }) => vector.id)).toEqual(["feedback-betrays", "feedback-lost"]);
    for (const { name } of refused) {
      expect(results.get(name)).toMatchObject({ passes: false, because: "required" });
    }
  });

  it("is something of each message that is accepted", () => {
    const accepted = everyInput.filter((one) => !isRefusedAsItIs.get(one));
    const found = accepted.map(({ name }) => results.get(name));
    const none = found.filter((one) => one?.passes !== true && one?.because !== "facts");
    expect(none).toEqual([]);
    expect(found.filter((one) => one?.passes).length).toBeGreaterThan(600);
  });

  it("is nothing where the police name consent alone: no other basis is invented", () => {
    const refused = all.filter(({ name, vector }) => name.startsWith("R05") && isRefused(vector));
    expect(refused.length).toBeGreaterThan(0);
    for (const { name } of refused) {
      const result = results.get(name);
      expect(result).toMatchObject({ passes: false, because: "rules" });
      expect(rulesOf(result)).toContain("R05");
    }
  });

  it.each(passing.map((one) => [one.name, one] as const))(
    "passes: %s",
    (_, { fixture, result }) => {
      const judgement = validate({ ...fixture, message: result.draft });
      expect(errorsOf(judgement)).toEqual([]);
      expect(result.judgement).toEqual(judgement);
    },
  );

  it("says why in the words of the wording asked for, and in English otherwise", () => {
    const said = new Set<string>();
    for (const { result } of passing) {
      for (const { reason } of result.account) {
        if (reason === undefined || said.has(reason.sentence)) continue;
        said.add(reason.sentence);
        expect(ENGLISH_WORDING.reason(reason)).toBe(reason.sentence);
      }
    }
    expect(said.size).toBeGreaterThan(10);

    const wording = createWording({ locale: "qaa", conditions: { CONSENT: "⟦consent⟧" } });
    const result = whatWouldPass(scenarioFixture("S01.2"), { wording });
    const account = result.passes ? result.account : [];
    const name = account.find(({ field }) => field === "identity.names");
    expect(name?.reason?.sentence).toMatch(/ may be sent only if ⟦consent⟧\. /);
  });

  it.each(readable.map((one) => [one.name, one] as const))(
    "holds nothing that was not there: %s",
    (_, { fixture, result: { draft } }) => {
      const { clear, private: hidden, body } = fixture.message;
      const { account, added } = minimise(policyInputOf(fixture));
      const known = new Set([
        ...leavesOf(body),
        ...account.flatMap(({ coarsenedTo = [] }) => coarsenedTo).map(asText),
        ...added.map(asText),
      ]);
      expect(leavesOf(draft.body).filter((leaf) => !known.has(leaf))).toEqual([]);
      const given = clear as unknown as Record<string, unknown>;
      const named = Object.keys(draft.clear).map((name) => [name, given[name]]);
      expect(draft.clear).toEqual(Object.fromEntries(named));
      const { "private.necessity": reasons, ...rest } = draft.private;
      expect(hidden).toMatchObject(rest);
      for (const reason of reasons) {
        expect(hidden["private.necessity"]).toContainEqual(reason);
        // None mentions a group that had to be removed.
        const gid = reason.path.split("/", 1)[0] ?? "";
        if (Object.hasOwn(body, gid)) expect(draft.body).toHaveProperty([gid]);
      }
      for (const [gid, { leaves: _, links, ...header }] of Object.entries(draft.body)) {
        expect(body[gid]).toMatchObject(header);
        for (const link of links) expect(body[gid]?.links).toContain(link);
      }
    },
  );

  it.each(readable.map((one) => [one.name, one] as const))(
    "lets nothing be put back: %s",
    (_, { fixture, result: { draft } }) => {
      const passing = [...fullerByOne(draft, fixture.message)].filter(
        (fuller) =>
          errorsOf(validate({ ...fixture, message: fuller })).length === 0 &&
          policyKeeps(fuller, fixture),
      );
      expect(passing).toEqual([]);
    },
  );

  it.each(readable.map((one) => [one.name, one] as const))(
    "says truly what became of each value: %s",
    (_, { fixture, result: { draft, account, isMaximal } }) => {
      const kept = new Set(leavesOf(draft.body));
      for (const entry of account) {
        const { gid, leaf, outcome, coarsenedTo, reason, finding } = entry;
        const value = leaf === undefined ? undefined : fixture.message.body[gid]?.leaves[leaf];
        const stands =
          value === undefined ? gid in draft.body : kept.has(asText({ gid, ...value }));
        expect([gid, leaf, outcome === "allowed"]).toEqual([gid, leaf, stands]);
        expect(outcome === "coarsened").toBe(coarsenedTo !== undefined);
        for (const form of coarsenedTo ?? []) expect(kept).toContain(asText(form));
        const whys = [reason, finding].filter((why) => why !== undefined);
        // A person without values and without links to her is dropped without a reason.
        const isTold = leaf !== undefined || fixture.message.body[gid]?.leaves.length !== 0;
        if (isTold) expect(whys).toHaveLength(outcome === "allowed" ? 0 : 1);
      }
      const places = new Set(account.map(({ gid, leaf }) => `${gid}/${leaf}`));
      for (const [gid, { leaves }] of Object.entries(fixture.message.body)) {
        for (const [index, { f }] of leaves.entries()) {
          expect(places.has(`${gid}/${index}`)).toBe(findField(f) !== undefined);
        }
      }
      expect(isMaximal).toBe(true);
    },
  );

  it("puts back what had to go with something else, and is required", () => {
    // The age in one group contradicts the birth date in the other: both were removed, and one may return.
    const name = "S03.1 and a witness, linked";
    const whole = leavesOf(scenarioFixture("S03.1").message.body);
    expect(new Set(leavesOf(draftOf(results.get(name)).body))).toEqual(new Set(whole));
  });

  it.each([
    ["R66.json other", "rules", ["R66"]],
    ["R78.json low", "rules", ["R78"]],
    ["R65.json claim", "rules", ["R65"]],
    ["R10.json certain", "required", ["R10"]],
    ["R54.json estimated", "required", ["R54"]],
  ])("says of %s that nothing does, because of %s", (name, because, rules) => {
    const result = results.get(name);
    expect(result).toMatchObject({ passes: false, because });
    expect(rulesOf(result)).toEqual(rules);
  });
});

/** Whether the policy would leave a draft unchanged. */
function policyKeeps({ body, ...rest }: Draft, fixture: Fixture): boolean {
  const { draft } = minimise({ ...policyInputOf(fixture), message: { ...rest, body } });
  const kept = new Set(leavesOf(draft.body));
  return leavesOf(body).every((leaf) => kept.has(leaf));
}

const isRefused = ({ expect: { outcome } }: VectorCase): boolean => outcome === "refused";

/** Feedback that a service for victims gives to the police. */
const isFeedback = ({ id }: { readonly id: string }): boolean =>
  ["feedback-betrays", "feedback-lost"].includes(id);

function isProductionOrder({ message: { body } }: Fixture): boolean {
  const kinds = Object.values(body).flatMap(({ leaves }) =>
    leaves.flatMap(({ f, v }) => (f === "evidence.kind" ? [v] : [])),
  );
  return kinds.includes("EPOC") || kinds.includes("EPOC-PR");
}

function errorsOf({ findings }: Judgement) {
  return findings.filter(({ severity }) => severity === "error");
}
