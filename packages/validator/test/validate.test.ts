import { parseReceiptClaims, RULES } from "@safepassage/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DEFAULT_PACKS,
  defineRule,
  findingsForSender,
  IMPLEMENTED_RULES,
  type Judgement,
  type Scope,
  type StructuralResult,
  type ValidationInput,
  validate,
} from "../src/index.ts";
import { SCENARIO_MESSAGES, scenarioFixture } from "./fixtures.ts";
import { applyPatch, type PatchOperation } from "./json-patch.ts";

const accepted = scenarioFixture("S01.1");
const SUBJECT = "8i2U9AAKdTBQ-Y4FGNoUHg";

describe("the scenarios", () => {
  const judged = SCENARIO_MESSAGES.map((one) => ({ ...one, judgement: validate(one.fixture) }));
  it.each(judged.map((found) => [found.id, found] as const))(
    "%s is judged as its story says",
    (_, { expected, rules, judgement }) => {
      expect(judgement.verdict).toBe(expected);
      const found = new Set(judgement.findings.map(({ rule }) => rule));
      if (expected === "accept") {
        expect([...found]).toEqual([]);
        for (const rule of rules) expect(judgement.evaluated).toContain(rule);
      } else {
        for (const rule of rules) expect(found).toContain(rule);
        expect([...found].filter((rule) => !rules.includes(rule) && rule !== "R01")).toEqual([]);
      }
    },
  );
});

describe("what is not known", () => {
  it("puts every rule of the catalogue in one place, whatever the judge knows", () => {
    fc.assert(
      fc.property(anyKnowledge, (input) => {
        const { evaluated, notApplicable, notEvaluated, notImplemented } = validate(input);
        const unjudged = new Set(notEvaluated.map(({ rule }) => rule));
        const places = [...evaluated, ...notApplicable, ...unjudged, ...notImplemented];
        expect(places.toSorted()).toEqual(RULES.map(({ id }) => id).toSorted());
      }),
    );
  });

  it("names what is missing instead of passing a rule", () => {
    const { registry: _, ...known } = accepted;
    const judgement = validate(known);
    expect(judgement.evaluated).not.toContain("R24");
    expect(judgement.notEvaluated).toContainEqual({ rule: "R24", missing: ["registry"] });
  });

  it("leaves the rules of a tier that was not asked for", () => {
    const judgement = validate({ ...accepted, tier: "schema" });
    expect(judgement.notEvaluated).toContainEqual({
      rule: "R32",
      part: "a",
      missing: ["tier context"],
    });
    expect(judgement.notEvaluated).toContainEqual({
      rule: "R61",
      part: "b",
      missing: ["tier state"],
    });
    expect(judgement.evaluated).toContain("R11");
  });

  it("lacks nothing for a message that a rule is not about", () => {
    const rule = (about: Scope) =>
      defineRule({ id: "R49", codes: [], about, needs: ["sessions"], evaluate: () => [] });
    const { sessions: _, ...known } = accepted;
    const judge = (about: Scope) => validate(known, { rules: [rule(about)] });
    const other = { claims: { "env.purpose": new Set(["STATISTICS"]) } };
    expect(judge(other).notApplicable).toEqual(["R49"]);
    const same = { claims: { "env.purpose": new Set(["ASSISTANCE_REFERRAL"]) } };
    expect(judge(same).notEvaluated).toContainEqual({ rule: "R49", missing: ["sessions"] });
  });

  it("asks the same of a message whatever was judged before it", () => {
    // One of each purpose and type: which rules are asked rests on these, and on what is known.
    const ofEach = new Map(
      SCENARIO_MESSAGES.map(({ fixture }) => {
        const { "env.purpose": purpose, "env.messageType": type } = fixture.message.clear;
        return [`${purpose} ${type}`, fixture];
      }),
    );
    for (const fixture of ofEach.values()) {
      for (const part of ["clear", "private"] as const) {
        for (const claim of Object.keys(fixture.message[part])) {
          const { [claim]: _, ...others } = { ...fixture.message[part] } as Readonly<
            Record<string, unknown>
          >;
          const less = { ...fixture, message: { ...fixture.message, [part]: others } };
          // A new list is prepared anew, so nothing is remembered from other messages.
          expect(validate(less)).toEqual(validate(less, { packs: [...DEFAULT_PACKS] }));
        }
      }
    }
    // A thousand preparations take long on a busy machine.
  }, 120_000);

  it("names what only this message needs, where a rule says so", () => {
    const rule = defineRule({
      id: "R49",
      codes: [],
      needs: ["registry"],
      evaluate: () => ({ missing: ["registry.states"] }),
    });
    const { evaluated, notEvaluated } = validate(accepted, { rules: [rule] });
    expect(notEvaluated).toContainEqual({ rule: "R49", missing: ["registry.states"] });
    expect(evaluated).toEqual([]);
  });

  it("never adds a finding when the judge knows less of its own", () => {
    for (const { fixture } of SCENARIO_MESSAGES) {
      const all = new Set(validate(fixture).findings.map(({ code, pointer }) => code + pointer));
      const alone = validate({ message: fixture.message, tier: "state", now: fixture.now });
      for (const { code, pointer } of alone.findings) {
        // A review that nobody shows keeps nothing: this is found because the history is not there.
        if (code !== "R16_NOT_ERASED") expect(all).toContain(code + pointer);
      }
    }
  });

  it("takes structural checks from the opening, and none for granted", () => {
    const structural: readonly StructuralResult[] = [
      { rule: "E03", outcome: "passed" },
      { rule: "E04", outcome: "notEvaluated", missing: ["history"] },
    ];
    const judgement = validate({ ...accepted, structural });
    expect(judgement.evaluated).toContain("E03");
    expect(judgement.notEvaluated).toContainEqual({ rule: "E04", missing: ["history"] });
    expect(judgement.notEvaluated).toContainEqual({ rule: "E05", missing: ["structural"] });
  });
});

describe("quarantine", () => {
  const emergency: PatchOperation = {
    op: "replace",
    path: "/message/private/private.urgency",
    value: { level: "emergency", ground: "threatToLife" },
  };
  const incomplete: PatchOperation = {
    op: "remove",
    path: `/message/body/${SUBJECT}/meta/complete`,
  };
  const hidden: PatchOperation = {
    op: "add",
    path: "/message/body/OLTmUuRNp_I3DZ4mDicTZQ",
    value: {
      kind: "location",
      links: [],
      meta: accepted.message.body[SUBJECT]?.meta,
      leaves: [
        { f: "location.kind", v: "dwelling" },
        { f: "location.subjectCurrent", v: { kind: "area", value: { adminArea: "XB-01" } } },
      ],
    },
  };

  it("keeps a threat to life that is merely incomplete", () => {
    expect(validate(applyPatch(accepted, [incomplete])).verdict).toBe("reject");
    expect(validate(applyPatch(accepted, [incomplete, emergency])).verdict).toBe("quarantine");
  });

  it("refuses a threat to life that says where she is", () => {
    expect(validate(applyPatch(accepted, [incomplete, emergency, hidden])).verdict).toBe("reject");
  });

  it("accepts a threat to life in which nothing is wrong", () => {
    expect(validate(applyPatch(accepted, [emergency])).verdict).toBe("accept");
  });
});

describe("findings", () => {
  it("tell the sender of a refusal nothing that rests on what the recipient holds", () => {
    const judgement = validate(
      applyPatch(scenarioFixture("S01.3"), [
        { op: "replace", path: "/history/exchange", value: [] },
        { op: "remove", path: `/message/body/${SUBJECT}/meta/asOf` },
      ]),
    );
    expect(judgement.findings.map(({ rule }) => rule)).toEqual(["R11", "R74"]);
    expect(findingsForSender(judgement)).toEqual([
      { rule: "R11", severity: "error", kind: "subject", code: "R11_EVALUATION_INCOMPLETE" },
    ]);
  });

  it("fit into a receipt, however many they are", () => {
    fc.assert(
      fc.property(anyMutant, (input) => {
        const findings = findingsForSender(validate(input));
        expect(() => parseReceiptClaims({ ...RECEIPT, findings })).not.toThrow();
      }),
    );
  });

  it("hold no text of the message but ids", () => {
    const secret = "Oksana";
    fc.assert(
      fc.property(anyMutant, (input) => {
        expect(JSON.stringify(validate(input))).not.toContain(secret);
      }),
    );
  });

  it("say whether the law cited was read", () => {
    const [finding] = validate(
      applyPatch(accepted, [{ op: "remove", path: `/message/body/${SUBJECT}/meta/asOf` }]),
    ).findings;
    expect(finding).toMatchObject({ rule: "R11", citationStatus: "V", citationRead: true });
    expect(finding?.sentence).toContain("“As of”");
  });
});

describe("validate", () => {
  it("gives the same judgement in whatever order the rules are asked", () => {
    const order = fc.shuffledSubarray([...IMPLEMENTED_RULES], {
      minLength: IMPLEMENTED_RULES.length,
    });
    fc.assert(
      fc.property(anyMutant, order, (input, rules) => {
        expect(validate(input, { rules })).toEqual(validate(input));
      }),
    );
  });

  it("judges whatever it is given", () => {
    fc.assert(
      fc.property(anyMessage, anyTier, (message, tier) => {
        const judgement = validate({ ...accepted, message, tier });
        expect(judgement.verdict).toBe("reject");
      }),
    );
  });

  it("judges every mutant of a good message", () => {
    fc.assert(
      fc.property(anyMutant, (input) => {
        const judgement = validate(input);
        expect(VERDICTS).toContain(judgement.verdict);
        expect(judgement.verdict === "accept").toBe(judgement.findings.length === 0);
        expect(judgement.findings.length).toBeLessThan(MOST_FINDINGS);
      }),
      { numRuns: 400 },
    );
  });

  it("does not look into what is beyond the bounds of a message", () => {
    const leaf = { f: "note", v: "x".repeat(64) };
    const wide = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [
        `${"A".repeat(17)}${String(index).padStart(4, "0")}A`,
        { kind: "subject", links: [], leaves: [leaf, leaf] },
      ]),
    );
    const judgement = validate({ ...accepted, message: { ...accepted.message, body: wide } });
    expect(judgement.verdict).toBe("reject");
    expect(judgement.findings.length).toBeLessThan(MOST_FINDINGS);
  });

  it("tells its caller of a mistake of his own", () => {
    expect(() => validate({ ...accepted, tier: "all" as "state" })).toThrow(TypeError);
    expect(() => validate({ ...accepted, now: "yesterday" })).toThrow(TypeError);
    const foreign = defineRule({ id: "R99", codes: [], needs: [], evaluate: () => [] });
    expect(() => validate(accepted, { rules: [foreign] })).toThrow(TypeError);
  });

  it("counts a rule that it was not given as not implemented", () => {
    const judgement: Judgement = validate(accepted, { rules: [] });
    expect(judgement.verdict).toBe("accept");
    expect(judgement.notImplemented).toContain("R01");
    expect(judgement.evaluated).toEqual([]);
  });
});

const anyTier = fc.constantFrom("schema" as const, "context" as const, "state" as const);

const anyMessage = fc.oneof(
  fc.anything(),
  fc.record({ clear: fc.anything(), private: fc.anything(), body: fc.anything() }),
  fc.record({
    clear: fc.constant(accepted.message.clear),
    private: fc.dictionary(fc.string(), fc.anything()),
    body: fc.dictionary(fc.string(), fc.anything(), { maxKeys: 4 }),
  }),
);

/** A judge who lacks some facts. */
const anyKnowledge: fc.Arbitrary<ValidationInput> = fc
  .record({
    base: fc.constantFrom(...SCENARIO_MESSAGES),
    tier: anyTier,
    left: fc.subarray(["agreement", "consents", "authorisations", "registry", "history"] as const),
  })
  .map(({ base, tier, left }) => {
    const rest = Object.entries({ ...base.fixture, tier }).filter(
      ([name]) => !left.some((out) => out === name),
    );
    return Object.fromEntries(rest) as unknown as ValidationInput;
  });

/** A message of a scenario in which one to three places were spoilt. */
const anyMutant: fc.Arbitrary<ValidationInput> = fc
  .record({
    base: fc.constantFrom(...SCENARIO_MESSAGES),
    places: fc.array(
      fc.record({
        at: fc.nat(),
        to: fc.oneof(
          fc.anything(),
          fc.constantFrom("Oksana", "", "none", null, [], {}, "emergency", ["Oksana"]),
          fc.constant({ f: "Oksana", v: "Oksana" }),
        ),
        gone: fc.boolean(),
        named: fc.constantFrom(undefined, "Oksana"),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ base, places }) => {
    const message: unknown = structuredClone(base.fixture.message);
    for (const { at, to, gone, named } of places) {
      const spots = placesOf(message);
      const spot = spots[at % spots.length];
      if (spot === undefined) continue;
      const [holder, name] = spot;
      if (gone) delete holder[name];
      else holder[named ?? name] = structuredClone(to);
    }
    return { ...base.fixture, message };
  });

function placesOf(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((name) => [
    [holder, name] as [Record<string, unknown>, string],
    ...placesOf(holder[name]),
  ]);
}

const VERDICTS = ["accept", "acceptWithWarnings", "reject", "quarantine"];
const MOST_FINDINGS = 1_000;

const RECEIPT = {
  kind: "decided",
  iss: "https://ngo-c.test",
  aud: "https://ngo-b.test",
  jti: "865ff681-7704-4470-8135-68a89da147d0",
  iat: 1_795_510_920,
  spp: "1.0",
  profile: accepted.message.clear["env.profile"],
  msg: accepted.message.clear["env.profile"],
  sd_hash: accepted.message.clear["env.profile"],
  resolved: [],
  verdict: "reject",
  tier: "state",
  decidedBy: "rules",
};
