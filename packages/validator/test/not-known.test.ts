import { RULES } from "@safepassage/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DEFAULT_PACKS,
  defineRule,
  type Scope,
  type StructuralResult,
  validate,
} from "../src/index.ts";
import { anyKnowledge } from "./arbitrary-input.ts";
import { SCENARIO_MESSAGES, scenarioFixture } from "./fixtures.ts";

const accepted = scenarioFixture("S01.1");

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
