import { createWording } from "@safepassage/rules";
import { ENGLISH, validate } from "@safepassage/validator";
import arLabels from "@safepassage/words/ar/labels.json" with { type: "json" };
import arReasons from "@safepassage/words/ar/reasons.json" with { type: "json" };
import ar from "@safepassage/words/ar/rules.json" with { type: "json" };
import esLabels from "@safepassage/words/es/labels.json" with { type: "json" };
import esReasons from "@safepassage/words/es/reasons.json" with { type: "json" };
import es from "@safepassage/words/es/rules.json" with { type: "json" };
import frLabels from "@safepassage/words/fr/labels.json" with { type: "json" };
import frReasons from "@safepassage/words/fr/reasons.json" with { type: "json" };
import fr from "@safepassage/words/fr/rules.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { createPageWording, type SentenceFiles } from "../../src/words/wording.ts";

const FILES: Readonly<Record<string, SentenceFiles>> = {
  fr: { labels: frLabels, reasons: frReasons, rules: fr },
  es: { labels: esLabels, reasons: esReasons, rules: es },
  ar: { labels: arLabels, reasons: arReasons, rules: ar },
};
const french = createPageWording(
  { labels: frLabels, reasons: frReasons, rules: fr },
  createWording,
);

describe.each(Object.entries(FILES))("the wording in %s", (_, files) => {
  const wording = createPageWording(files, createWording);

  it("has a sentence and a fix of its own for each code", () => {
    const codes = Object.keys(ENGLISH.codes);
    expect(codes.length).toBeGreaterThan(200);
    const said = new Map(
      codes.map((code) => [code, wording.finding({ code, rule: code.split("_")[0] ?? "" })]),
    );
    expect(codes.filter((code) => said.get(code) === undefined)).toEqual([]);
    const english = codes.filter((code) => said.get(code)?.sentence === ENGLISH.codes[code]?.text);
    expect(english).toEqual([]);
  });

  it("says that nobody has reviewed it", () => {
    expect(wording.isReviewed).toBe(files.rules.reviewedBy !== null);
    const reviewed = { reviewedBy: "Someone, an office, 2026-11-24" };
    const { reasons, rules } = files;
    const half = { ...files, rules: { ...rules, ...reviewed } };
    expect(createPageWording(half, createWording).isReviewed).toBe(false);
    const whole = { ...half, reasons: { ...reasons, ...reviewed } };
    expect(createPageWording(whole, createWording).isReviewed).toBe(true);
  });
});

describe("the French wording", () => {
  it("says a finding as the validator would", () => {
    const message = { clear: { "env.purpose": "RISK_ALERT" }, private: {}, body: {} };
    const input = { message, tier: "schema", now: "2026-11-24T09:02:00Z" } as const;
    const own = createWording({ ...frLabels, ...frReasons, ...fr });
    const { findings } = validate(input, { wording: own });
    expect(findings.length).toBeGreaterThan(10);
    for (const finding of findings) {
      const { sentence, fix } = finding;
      expect(french.finding({ ...finding, purpose: "RISK_ALERT" })).toEqual({ sentence, fix });
    }
  });

  it("names field and purpose in a reason", () => {
    const field = "identity.dateOfBirth";
    const said = french.reason({ message: "FIELD_NOT_OF_PURPOSE", field, purpose: "RISK_ALERT" });
    expect(said).toContain(frLabels.fields[field]);
    expect(said).toContain(frLabels.purposes.RISK_ALERT);
  });

  it("leaves a rule that it does not know to the English sentence", () => {
    expect(french.finding({ code: "XB-POLICE-1_LATE", rule: "XB-POLICE-1" })).toBeUndefined();
  });
});
