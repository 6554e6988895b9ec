import { canonicalJson, sha256Base64url } from "@safepassage/core";
import { createConcern, minimise } from "@safepassage/policy";
import { type Body, CODE_LISTS, type Draft, findField, type Leaf } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import {
  atLeaf,
  createWording,
  DEFAULT_PACKS,
  defineRule,
  ENGLISH_WORDING,
  IMPLEMENTED_RULES,
  type Judgement,
  type RulePack,
  validate,
  type WouldPass,
  whatWouldPass,
} from "../src/index.ts";
import { readRuleCorpus, readScenarioCorpus } from "./corpus.ts";
import { type Fixture, SCENARIO_MESSAGES, scenarioFixture } from "./fixtures.ts";
import { fixtureOf, readVectorFiles, type VectorCase } from "./vectors.ts";

const META = {
  nature: "fact",
  sourceEval: "B",
  infoEval: "2",
  asOf: "2026-11",
  verified: "notVerified",
  complete: "partial",
};
const NAME = {
  original: "Test",
  part: "surname",
  script: "Latn",
  scheme: "native",
  certainty: "certain",
};
const LINKED = new Set(["identity", "contact", "need", "alert", "status", "return"]);
const PERSON = "Hd3sW8uQpL5xJv1KzY6eMw";
const EVENT = "q7Zk2VwXyR9bT4mLs0NcFg";

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

  it.each(withStrangers("S17.1").map((one) => [one.name, one] as const))(
    "leaves out a stranger alone, and nothing for her sake: %s",
    (_, { fixture }) => {
      const whole = scenarioFixture("S17.1").message.body;
      expect(new Set(leavesOf(draftOf(whatWouldPass(fixture)).body))).toEqual(
        new Set(leavesOf(whole)),
      );
    },
  );

  it("puts a channel back without the person for whose sake it was withheld", () => {
    const [channel = ""] = gidsOf("S01.1", "contact");
    const victim = gidsOf("S01.1", "subject");
    const found = withStrangers("S01.1").filter(({ name }) => name.endsWith("linked"));
    expect(found).toHaveLength(4);
    for (const { fixture } of found) {
      const first = minimise(policyInputOf(fixture));
      const result = whatWouldPass(fixture);
      const group = draftOf(result).body[channel];
      expect(group).toEqual({ ...fixture.message.body[channel], links: victim });
      const account = result.passes ? result.account : [];
      const outcomesOf = (entries: typeof account) =>
        entries.filter(({ gid }) => gid === channel).map(({ outcome }) => outcome);
      expect(outcomesOf(first.account)).toEqual(["withheld"]);
      expect(outcomesOf(account)).toEqual(["allowed"]);
    }
  });

  it("puts back what had to go with something else, and is required", () => {
    // The age in one group contradicts the birth date in the other: both were removed, and one may return.
    const name = "S03.1 and a witness, linked";
    const whole = leavesOf(scenarioFixture("S03.1").message.body);
    expect(new Set(leavesOf(draftOf(results.get(name)).body))).toEqual(new Set(whole));
  });

  it("puts nothing back that was about somebody, and would be about nobody", () => {
    const fixture = scenarioFixture("S17.1");
    const { message } = fixture;
    const [event = ""] = gidsOf("S17.1", "event");
    const withheld = message.body[event]?.leaves.filter(({ f }) => f === "event.period");
    const hers = { ...message.body[event], links: [PERSON], leaves: withheld } as Body[string];
    const body = { ...message.body, [PERSON]: person("victim"), [EVENT]: hers };
    const asked = { ...fixture, message: { ...unsigned(message), body } };
    expect(Object.keys(draftOf(whatWouldPass(asked)).body).sort()).toEqual(
      Object.keys(message.body).sort(),
    );
    const loose = { ...body, [EVENT]: { ...hers, links: [] } };
    const alone = { ...fixture, message: { ...unsigned(message), body: loose } };
    expect(Object.keys(draftOf(whatWouldPass(alone)).body)).toContain(EVENT);
  });

  it("tries a bounded number, and says so where there was more", () => {
    const fixture = scenarioFixture("S17.1");
    const { message } = fixture;
    const [event = ""] = gidsOf("S17.1", "event");
    const indicators = CODE_LISTS["ilo_indicators_2012"]?.codes.slice(0, 11) ?? [];
    const told = {
      ...message.body[event],
      leaves: [
        ...(message.body[event]?.leaves.filter(({ f }) => f !== "event.indicators") ?? []),
        ...indicators.map(({ code }) => ({ f: "event.indicators", v: code, nature: "assessment" })),
      ],
    };
    const names = [..."abcdefghijkl"].map((letter) => ({
      f: "identity.names",
      v: { ...NAME, original: `Test${letter}`, latin: `Test${letter}` },
    }));
    const groups = Array.from({ length: 50 }, (_, index): [string, Body[string]] => [
      createGid(index),
      (index < 30
        ? told
        : { ...person("victim"), kind: "identity", leaves: names }) as Body[string],
    ]);
    const body = { ...message.body, ...Object.fromEntries(groups) };
    const result = whatWouldPass({ ...fixture, message: { ...unsigned(message), body } });
    expect(result).toMatchObject({ passes: true, isMaximal: false });
    expect(leavesOf(draftOf(result).body).length).toBeGreaterThan(100);
  });

  it("ends where a rule refuses what minimising makes again", () => {
    // In a message that is refused other rules have their say too.
    const good = SCENARIO_MESSAGES.filter(({ expected }) => expected !== "reject");
    const found = good
      .map(({ fixture }) => ({
        fixture,
        added: minimise(policyInputOf(fixture)).added,
      }))
      .filter(({ added }) => added.length > 0);
    expect(found.length).toBeGreaterThan(0);
    for (const { fixture, added } of found) {
      const fields = added.map(({ f }) => f);
      const draft = draftOf(whatWouldPass(fixture, { packs: [...DEFAULT_PACKS, without(fields)] }));
      const left = Object.values(draft.body).flatMap(({ leaves }) => leaves.map(({ f }) => f));
      expect(left.filter((field) => fields.includes(field))).toEqual([]);
      const wanted = leavesOf(minimise(policyInputOf(fixture)).draft.body).filter(
        (leaf) => !fields.includes(JSON.parse(leaf).f),
      );
      expect(leavesOf(draft.body).toSorted()).toEqual(wanted.toSorted());
    }
  });

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
    // Only R65 requires any content, and it is not asked here.
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

/** The draft with one more group or value of its message, each in turn. */
function* fullerByOne(draft: Draft, message: Fixture["message"]): Iterable<Draft> {
  const privately = [draft.private, message.private];
  for (const [gid, group] of Object.entries(message.body)) {
    const kept = draft.body[gid];
    const has = new Set(kept === undefined ? [] : leavesOf({ [gid]: kept }));
    const back = group.leaves.filter((leaf) => !has.has(asText({ gid, ...leaf })));
    for (const leaf of back) {
      const leaves = [...(kept?.leaves ?? []), leaf];
      const links = (kept ?? group).links.filter((link) => Object.hasOwn(draft.body, link));
      const grown = { ...draft.body, [gid]: { ...(kept ?? group), leaves, links } };
      const body = kept === undefined ? linkedTo(gid, grown, message.body) : grown;
      if (isCutLoose(gid, message.body, body)) continue;
      for (const hidden of privately) yield { ...draft, private: hidden, body };
    }
  }
}

/** Restores lost links to a group, because groups that are both present are linked as in the message. */
function linkedTo(gid: string, body: Draft["body"], asked: Draft["body"]): Draft["body"] {
  const isLost = (id: string, links: readonly string[]): boolean =>
    asked[id]?.links.includes(gid) === true && !links.includes(gid);
  return Object.fromEntries(
    Object.entries(body).map(([id, group]) => [
      id,
      isLost(id, group.links) ? { ...group, links: [...group.links, gid] } : group,
    ]),
  );
}

/** A pack whose one rule refuses some fields. */
function without(fields: readonly string[]): RulePack {
  const code = "XN01_FIELD_REFUSED";
  const rule = defineRule({
    id: "XN01",
    codes: [code],
    needs: [],
    evaluate: ({ leaves }) =>
      leaves.filter(({ field }) => fields.includes(field.id)).map((leaf) => atLeaf(code, leaf)),
  });
  const entry = {
    id: "XN01",
    severity: "error",
    stage: "schema",
    check: "None of them is there",
  } as const;
  return {
    id: "xn",
    version: "1.0.0",
    validFrom: "2026-01-01",
    entries: [{ ...entry, citation: "Invented", citationStatus: "P", fix: "Leave them out." }],
    rules: [rule],
    messages: [{ locale: "en", codes: { [code]: { text: "{$field} is refused." } } }],
  };
}

/** Whether a group lost its links to all the persons it was linked to. */
function isCutLoose(gid: string, before: Body, now: Body): boolean {
  const people = createConcern(before).linkedPersonsOf(gid);
  const left = createConcern(now).linkedPersonsOf(gid);
  return people.length > 0 && people.every((one) => !left.includes(one));
}

/** Messages of a scenario with one more person, with and without links to her. */
function withStrangers(
  id: string,
): readonly { readonly name: string; readonly fixture: Fixture }[] {
  const fixture = scenarioFixture(id);
  const message = unsigned(fixture.message);
  const birth = { f: "identity.dateOfBirth", v: { edtf: "1999-03-17", basis: "declared" } };
  const identity = { ...person("victim"), kind: "identity", leaves: [birth] };
  const { ledCategory: _category, ageClass: _age, ...unlinked } = identity;
  const withGroup = (name: string, body: Body) => ({
    name: `${id} and ${name}`,
    fixture: { ...fixture, message: { ...message, body } } as Fixture,
  });
  const people = (["informationProvider", "suspect", "victim", "witness"] as const).flatMap(
    (category) => {
      const body = { ...message.body, [PERSON]: person(category) };
      const linked = Object.entries(body).map(([gid, group]): [string, Body[string]] => [
        gid,
        LINKED.has(group.kind) ? { ...group, links: [...group.links, PERSON] } : group,
      ]);
      return [
        withGroup(`a ${category}`, body),
        withGroup(`a ${category}, linked`, Object.fromEntries(linked)),
      ];
    },
  );
  return [
    withGroup("an identity", { ...message.body, [PERSON]: unlinked as Body[string] }),
    ...people,
  ];
}

function person(ledCategory: string): Body[string] {
  const languages = [{ f: "subject.languages", v: "rus" }];
  const group = { kind: "subject", links: [], meta: META, ledCategory, ageClass: "adult" };
  return { ...group, leaves: languages } as unknown as Body[string];
}

/** A message as it was before it was signed. */
function unsigned(message: Fixture["message"]): Fixture["message"] {
  const clear = Object.entries(message.clear).filter(([name]) => !name.startsWith("env.digest."));
  return { ...message, clear: Object.fromEntries(clear) } as unknown as Fixture["message"];
}

const gidsOf = (id: string, kind: string): string[] =>
  Object.entries(scenarioFixture(id).message.body).flatMap(([gid, group]) =>
    group.kind === kind ? [gid] : [],
  );

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

function draftOf(result: WouldPass | undefined): Draft {
  if (result?.passes !== true) throw new Error("nothing passes");
  return result.draft;
}

function rulesOf(result: WouldPass | undefined): readonly string[] {
  return result?.passes === false ? [...new Set(result.findings.map(({ rule }) => rule))] : [];
}

function errorsOf({ findings }: Judgement) {
  return findings.filter(({ severity }) => severity === "error");
}

function leavesOf(body: Body): readonly string[] {
  return Object.entries(body).flatMap(([gid, { leaves }]) =>
    leaves.map((leaf) => asText({ gid, ...leaf })),
  );
}

function asText({ gid, f, v }: Leaf & { readonly gid: string }): string {
  return canonicalJson({ gid, f, v });
}

/** A group id that looks random enough. */
function createGid(number: number): string {
  return `${sha256Base64url(`group ${number}`).slice(0, 21)}A`;
}
