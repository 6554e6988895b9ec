import { sha256Base64url } from "@safepassage/core";
import { minimise } from "@safepassage/policy";
import { type Body, CODE_LISTS } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import {
  atLeaf,
  DEFAULT_PACKS,
  defineRule,
  IMPLEMENTED_RULES,
  type RulePack,
  whatWouldPass,
} from "../src/index.ts";
import { SCENARIO_MESSAGES, scenarioFixture } from "./fixtures.ts";
import {
  draftOf,
  leavesOf,
  PERSON,
  person,
  policyInputOf,
  rulesOf,
  unsigned,
  withStrangers,
} from "./whole-drafts.ts";

const NAME = {
  original: "Test",
  part: "surname",
  script: "Latn",
  scheme: "native",
  certainty: "certain",
};

const EVENT = "q7Zk2VwXyR9bT4mLs0NcFg";

describe("what would pass", () => {
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

const gidsOf = (id: string, kind: string): string[] =>
  Object.entries(scenarioFixture(id).message.body).flatMap(([gid, group]) =>
    group.kind === kind ? [gid] : [],
  );

/** A group id that looks random enough. */
function createGid(number: number): string {
  return `${sha256Base64url(`group ${number}`).slice(0, 21)}A`;
}
