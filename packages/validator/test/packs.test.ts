import { validate as judge } from "@safepassage/rules";
import { findRule } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import {
  atClaim,
  atLeaf,
  DEFAULT_PACKS,
  defineRule,
  IMPLEMENTED_RULES,
  type RulePack,
  validate,
} from "../src/index.ts";
import { readRuleCorpus } from "./corpus.ts";
import { scenarioFixture } from "./fixtures.ts";

const LANGUAGES = ["rus", "ukr"];

/** An invented State whose law asks for more: referrals name a language its services speak. */
const NOVAIA: RulePack = {
  id: "xn",
  version: "1.2.0",
  validFrom: "2026-01-01",
  validUntil: "2027-12-31",
  codeLists: { serviceLanguages: LANGUAGES },
  entries: [
    {
      id: "XN01",
      severity: "error",
      stage: "schema",
      check: "A referral names no language that the State's services do not speak",
      citation: "Novaian Assistance Act, section 4 (invented)",
      citationStatus: "V",
      fix: "Leave out the languages that no service there speaks.",
    },
    {
      id: "XN02",
      severity: "warn",
      stage: "schema",
      check: "A referral is erased within 60 days",
      citation: "Novaian Assistance Act, section 9 (invented)",
      citationStatus: "P",
      fix: "Choose an earlier day.",
    },
  ],
  rules: [
    defineRule({
      id: "XN01",
      codes: ["XN01_LANGUAGE_NOT_SPOKEN"],
      needs: ["env.recipient.country"],
      evaluate({ claims, leaves }) {
        if (claims["env.recipient.country"] !== "XC") return "notApplicable";
        return leaves
          .filter(
            ({ field, value }) =>
              field.id === "subject.languages" && !LANGUAGES.includes(String(value)),
          )
          .map((leaf) => atLeaf("XN01_LANGUAGE_NOT_SPOKEN", leaf));
      },
    }),
    defineRule({
      id: "XN02",
      codes: ["XN02_KEPT_LONG"],
      needs: ["env.retention.eraseBy"],
      evaluate: ({ claims }) =>
        claims["env.retention.eraseBy"] > "2026-12-01"
          ? [atClaim("XN02_KEPT_LONG", "env.retention.eraseBy")]
          : [],
    }),
  ],
  messages: [
    {
      locale: "en",
      codes: {
        XN01_LANGUAGE_NOT_SPOKEN: {
          text: "{$field} names a language that no service in Novaia speaks.",
        },
        XN02_KEPT_LONG: { text: "Novaia keeps referrals for a shorter time." },
      },
    },
  ],
};

const packs = [...DEFAULT_PACKS, NOVAIA];
const lists = new Map(DEFAULT_PACKS.map((pack) => [pack, [pack]]));
/** Made once: a list of packs is prepared once. */
const listOf = (pack: RulePack): readonly RulePack[] => lists.get(pack) ?? [];
const fixture = scenarioFixture("S01.1");
const speaking = (language: string) => {
  const text = JSON.stringify(fixture.message).replace('"v":"rus"', `"v":"${language}"`);
  return { ...fixture, message: JSON.parse(text) };
};

describe("the packs of this version", () => {
  it("hold every rule once", () => {
    const ids = DEFAULT_PACKS.flatMap(({ rules }) => rules.map(({ id }) => id));
    expect(ids.toSorted()).toEqual(IMPLEMENTED_RULES.map(({ id }) => id).toSorted());
    expect(DEFAULT_PACKS.every(({ rules }) => rules.length > 0)).toBe(true);
  });

  it("judge by the kit alone, each as it does beside the others", () => {
    for (const { id, input } of [...readRuleCorpus().values()].flat()) {
      const { findings } = validate(input);
      for (const pack of DEFAULT_PACKS) {
        const own = new Set(pack.rules.map((rule) => rule.id));
        const alone = judge(input, { packs: listOf(pack) });
        expect({ id, pack: pack.id, findings: alone.findings }).toEqual({
          id,
          pack: pack.id,
          findings: findings.filter(({ rule }) => own.has(rule)),
        });
      }
    }
  });

  it("name no code twice in a list of codes", () => {
    for (const { codeLists = {} } of DEFAULT_PACKS) {
      for (const codes of Object.values(codeLists)) {
        expect(codes.length).toBeGreaterThan(0);
        expect(new Set(codes).size).toBe(codes.length);
      }
    }
  });

  it("are named by every judgement, with their versions", () => {
    expect(validate(fixture).packs).toEqual(["core 0.1.0", "led 0.1.0", "gdpr 0.1.0", "uk 0.1.0"]);
  });
});

describe("a pack of a State", () => {
  it("refuses and warns of more, in its own words and with its own law", () => {
    expect(validate(fixture).verdict).toBe("accept");
    const { verdict, findings, evaluated, packs: judgedBy } = validate(speaking("fra"), { packs });
    expect(verdict).toBe("reject");
    expect(judgedBy).toContain("xn 1.2.0");
    expect(findings.map(({ code }) => code)).toEqual([
      "XN01_LANGUAGE_NOT_SPOKEN",
      "XN02_KEPT_LONG",
    ]);
    expect(findings[0]).toMatchObject({
      rule: "XN01",
      severity: "error",
      sentence: "“Languages” names a language that no service in Novaia speaks.",
      citation: "Novaian Assistance Act, section 4 (invented)",
      citationRead: true,
      fix: "Leave out the languages that no service there speaks.",
    });
    expect(findings[1]).toMatchObject({ severity: "warn", citationRead: false });
    expect(evaluated).toEqual(expect.arrayContaining(["R01", "XN01", "XN02"]));
  });

  it("takes nothing away from the others", () => {
    const refused = scenarioFixture("S01.2");
    const alone = validate(refused);
    const judged = validate(refused, { packs });
    const others = judged.findings.filter(({ rule }) => findRule(rule) !== undefined);
    expect(others).toEqual(alone.findings);
    expect(judged.notImplemented).toEqual(alone.notImplemented);
  });

  it("is not evaluated, and so not passed, on a day it is not in force", () => {
    const lapsed = [...DEFAULT_PACKS, { ...NOVAIA, validUntil: "2026-11-23" }];
    const { findings, notEvaluated } = validate(speaking("fra"), { packs: lapsed });
    expect(findings).toEqual([]);
    expect(notEvaluated).toEqual(
      expect.arrayContaining([
        { rule: "XN01", missing: ["pack xn"] },
        { rule: "XN02", missing: ["pack xn"] },
      ]),
    );
  });

  it.each([
    ["an id that is none", { id: "X N" }, "id, version or days"],
    ["a version that is none", { version: "1" }, "id, version or days"],
    ["a day that is none", { validFrom: "2026" }, "id, version or days"],
    ["an end before its beginning", { validUntil: "2025-01-01" }, "id, version or days"],
    ["a rule without entry", { entries: [] }, "no entry for rule XN01"],
    [
      "a rule that another has",
      { rules: [IMPLEMENTED_RULES[0] as never] },
      "another pack has rule R01",
    ],
    [
      "an entry for a rule of the catalogue",
      { entries: [{ ...NOVAIA.entries?.[0], id: "R01" } as never] },
      "R01 is a rule of the catalogue",
    ],
  ])("is refused with %s", (_, change, what) => {
    const wrong = [...DEFAULT_PACKS, { ...NOVAIA, ...change }];
    expect(() => validate(fixture, { packs: wrong })).toThrow(what);
  });

  it("is refused without a sentence for a code", () => {
    const silent = [...DEFAULT_PACKS, { ...NOVAIA, messages: [] }];
    expect(() => validate(fixture, { packs: silent })).toThrow("no message says XN01");
  });
});
