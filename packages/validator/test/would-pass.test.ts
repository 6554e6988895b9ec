import { canonicalJson } from "@safepassage/core";
import { minimise } from "@safepassage/policy";
import type { Body, Draft, Leaf } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import {
  createWording,
  ENGLISH_WORDING,
  IMPLEMENTED_RULES,
  type Judgement,
  validate,
  type WouldPass,
  whatWouldPass,
} from "../src/index.ts";
import { type Fixture, scenarioFixture } from "./fixtures.ts";
import { fixtureOf, readVectorFiles, type VectorCase } from "./vectors.ts";

const files = readVectorFiles();
const all = [...files].flatMap(([name, { cases, fixtures }]) =>
  cases.map((vector) => ({
    name: `${name} ${vector.id}`,
    vector,
    fixture: fixtureOf(vector, fixtures),
  })),
);
const results = new Map(all.map(({ name, fixture }) => [name, whatWouldPass(fixture)]));
const passing = all.flatMap(({ name, fixture }) => {
  const result = results.get(name);
  return result?.passes === true ? [{ name, fixture, result }] : [];
});
/** Those of which each group can be read, so that the policy can be asked about them. */
const readable = passing.filter(({ fixture }) =>
  Object.values(fixture.message.body).every(
    ({ links, leaves }) =>
      Array.isArray(links) && Array.isArray(leaves) && leaves.every(({ v }) => v !== undefined),
  ),
);

describe("what would pass", () => {
  it.each(["R01", "R02", "R17", "R31"])("is found for whatever %s refuses", (rule) => {
    const refused = all.filter(({ name, vector }) => name.startsWith(rule) && isRefused(vector));
    expect(refused.length).toBeGreaterThan(0);
    for (const { name, fixture } of refused) {
      const draft = draftOf(results.get(name));
      expect(validate({ ...fixture, message: draft }).verdict).toBe("accept");
    }
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
      expect(errorsOf(validate({ ...fixture, message: result.draft }))).toEqual([]);
      expect(result.judgement).toEqual(validate({ ...fixture, message: result.draft }));
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
    expect(name?.reason?.sentence).toMatch(/^This may be sent only with ⟦consent⟧; or /);
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
      for (const leaf of leavesOf(draft.body)) expect(known).toContain(leaf);
      for (const [name, value] of Object.entries(draft.clear)) {
        expect(value).toEqual((clear as unknown as Record<string, unknown>)[name]);
      }
      const { "private.necessity": reasons, ...rest } = draft.private;
      expect(hidden).toMatchObject(rest);
      for (const reason of reasons) expect(hidden["private.necessity"]).toContainEqual(reason);
      for (const [gid, { leaves: _, links, ...header }] of Object.entries(draft.body)) {
        expect(body[gid]).toMatchObject(header);
        for (const link of links) expect(body[gid]?.links).toContain(link);
      }
    },
  );

  it.each(readable.map((one) => [one.name, one] as const))(
    "lets nothing be put back: %s",
    (_, { fixture, result: { draft } }) => {
      for (const fuller of fullerByOne(draft, fixture.message)) {
        const passes = errorsOf(validate({ ...fixture, message: fuller })).length === 0;
        expect(passes && policyKeeps(fuller, fixture)).toBe(false);
      }
    },
  );

  it("says which facts it lacks", () => {
    const { agreement: _agreement, registry: _registry, ...fixture } = scenarioFixture("S01.1");
    expect(whatWouldPass(fixture)).toEqual({
      passes: false,
      because: "facts",
      missing: ["agreement", "registry"],
      findings: [],
    });
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

  it("is nothing where all of it had to go", () => {
    const { agreement, ...fixture } = scenarioFixture("S02.1");
    if (agreement === undefined) throw new Error("no agreement");
    const input = { ...fixture, agreement: { ...agreement, purposeDefault: false, rows: [] } };
    expect(whatWouldPass(input)).toMatchObject({ passes: false, because: "required" });
    // No rule but R65 demands that a message says anything, and here it is not asked.
    const rules = IMPLEMENTED_RULES.filter(({ id }) => id === "R01");
    const said = whatWouldPass(input, { rules });
    expect(said).toMatchObject({ passes: false, because: "required" });
    expect(rulesOf(said)).toEqual(["R01"]);
  });

  it.each([[null], [{}], [[]], [{ clear: {}, private: {}, body: {} }]])(
    "is nothing of %j, which is no message",
    (message) => {
      expect(whatWouldPass({ ...scenarioFixture("S01.1"), message })).toMatchObject({
        passes: false,
        because: "rules",
      });
    },
  );
});

/** The draft with one group or one value more of the message it was made from, each in turn. */
function* fullerByOne(draft: Draft, message: Fixture["message"]): Iterable<Draft> {
  const privately = [draft.private, message.private];
  for (const [gid, group] of Object.entries(message.body)) {
    const kept = draft.body[gid];
    const has = new Set(kept === undefined ? [] : leavesOf({ [gid]: kept }));
    const back = group.leaves.filter((leaf) => !has.has(asText({ gid, ...leaf })));
    for (const leaf of back) {
      const leaves = [...(kept?.leaves ?? []), leaf];
      const links = (kept ?? group).links.filter((link) => Object.hasOwn(draft.body, link));
      const body = { ...draft.body, [gid]: { ...(kept ?? group), leaves, links } };
      for (const hidden of privately) yield { ...draft, private: hidden, body };
    }
  }
}

function policyInputOf({
  message,
  agreement,
  consents,
  authorisations,
  registry,
  ...rest
}: Fixture) {
  if (!agreement || !consents || !authorisations || !registry) throw new Error("lacks facts");
  const { now, history } = rest;
  const facts = { agreement, consents, authorisations, registry };
  return { message, ...facts, now, ...(history && { exchange: history.exchange }) };
}

/** Whether the policy would leave every value of a draft where it is. */
function policyKeeps({ body, ...rest }: Draft, fixture: Fixture): boolean {
  const { draft } = minimise({ ...policyInputOf(fixture), message: { ...rest, body } });
  const kept = new Set(leavesOf(draft.body));
  return leavesOf(body).every((leaf) => kept.has(leaf));
}

const isRefused = ({ expect: { outcome } }: VectorCase): boolean => outcome === "refused";

function draftOf(result: WouldPass | undefined): Draft {
  if (result?.passes !== true) throw new Error("nothing passes");
  return result.draft;
}

function rulesOf(result: WouldPass | undefined): readonly string[] {
  return result?.passes === false ? [...new Set(result.findings.map(({ rule }) => rule))] : [];
}

const errorsOf = ({ findings }: Judgement) =>
  findings.filter(({ severity }) => severity === "error");

function leavesOf(body: Body): readonly string[] {
  return Object.entries(body).flatMap(([gid, { leaves }]) =>
    leaves.map((leaf) => asText({ gid, ...leaf })),
  );
}

function asText({ gid, f, v }: Leaf & { readonly gid: string }): string {
  return canonicalJson({ gid, f, v });
}
