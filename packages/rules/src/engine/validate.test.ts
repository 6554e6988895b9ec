import { RULES } from "@safepassage/schema";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { atClaim } from "../hits.ts";
import type { Translation } from "../messages/messages.ts";
import { createWording } from "../messages/wording.ts";
import type { RulePack } from "../pack.ts";
import { defineRule } from "../rule.ts";
import type { ValidationInput } from "../validation-input.ts";
import { validate } from "./validate.ts";

/** A pack of an invented State. */
const NOVAIA: RulePack = {
  id: "xn",
  version: "1.2.0",
  validFrom: "2026-01-01",
  rules: [
    defineRule({
      id: "XN01",
      codes: ["XN01_KEPT_LONG"],
      needs: ["env.retention.eraseBy"],
      evaluate: () => [atClaim("XN01_KEPT_LONG", "env.retention.eraseBy")],
    }),
  ],
  entries: [
    {
      id: "XN01",
      severity: "warn",
      stage: "schema",
      check: "A message is erased at once",
      citation: "Novaian Assistance Act, section 9 (invented)",
      citationStatus: "P",
      fix: "Choose an earlier day.",
    },
  ],
  messages: [{ locale: "en", codes: { XN01_KEPT_LONG: { text: "{$field} is late." } } }],
};
/** A translation with a fix for the code itself, which is more specific than the rule's. */
const OWN_FIX: RulePack = {
  ...NOVAIA,
  messages: [
    {
      locale: "en",
      codes: { XN01_KEPT_LONG: { text: "{$field} is late.", fix: "Erase it now." } },
    },
  ],
};
const packs = [NOVAIA];
const input: ValidationInput = {
  message: scenarios.scenarios[0]?.messages[0]?.message,
  tier: "schema",
  now: "2026-11-24T09:02:00Z",
};
const IDS = RULES.filter(({ stage }) => stage !== "structural").map(({ id }) => id);

describe("the engine", () => {
  it("has no rule of its own, and counts none as passed", () => {
    const { evaluated, notImplemented, packs: judgedBy } = validate(input, { packs: [] });
    expect({ evaluated, notImplemented, judgedBy }).toEqual({
      evaluated: [],
      notImplemented: IDS,
      judgedBy: [],
    });
  });

  it("judges by a pack alone, in the words of that pack", () => {
    const { verdict, findings, evaluated, notImplemented } = validate(input, { packs });
    expect({ verdict, evaluated, notImplemented }).toEqual({
      verdict: "acceptWithWarnings",
      evaluated: ["XN01"],
      notImplemented: IDS,
    });
    expect(findings.map(({ sentence, fix }) => [sentence, fix])).toEqual([
      ["“Erase by” is late.", "Choose an earlier day."],
    ]);
  });

  it("says in the words of the pack what a wording does not, sentence and fix each", () => {
    const say = (codes: Translation["codes"] & {}, fixes = {}) => {
      const wording = createWording({ locale: "de", codes, fixes });
      const [finding] = validate(input, { packs, wording }).findings;
      return [finding?.sentence, finding?.fix];
    };
    const sayOf = (pack: RulePack, fixes: Record<string, string>) => {
      const wording = createWording({ locale: "de", fixes });
      return validate(input, { packs: [pack], wording }).findings[0]?.fix;
    };
    const own = { text: "Zu spät." };
    expect(say({})).toEqual(["“Erase by” is late.", "Choose an earlier day."]);
    expect(say({ XN01_KEPT_LONG: own })).toEqual(["Zu spät.", "Choose an earlier day."]);
    expect(say({ XN01_KEPT_LONG: { ...own, fix: "Früher." } })).toEqual(["Zu spät.", "Früher."]);
    expect(say({}, { XN01: "Früher." })).toEqual(["“Erase by” is late.", "Früher."]);
    expect(sayOf(OWN_FIX, { XN01: "Früher." })).toBe("Erase it now.");
    expect(sayOf(OWN_FIX, {})).toBe("Erase it now.");
  });

  it("refuses a pack without a sentence for a code, whatever the wording says of others", () => {
    const wording = createWording({ locale: "de", codes: { X: { text: "…" } } });
    const silent = [{ ...NOVAIA, messages: [] }];
    expect(() => validate(input, { packs: silent, wording })).toThrow("no message says XN01");
  });
});
