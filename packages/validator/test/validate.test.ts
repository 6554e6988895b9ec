import { parseReceiptClaims } from "@safepassage/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  defineRule,
  findingsForSender,
  IMPLEMENTED_RULES,
  type Judgement,
  validate,
} from "../src/index.ts";
import { anyMessage, anyMutant, anyTier } from "./arbitrary-input.ts";
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
