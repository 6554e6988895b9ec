import { findRule } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { IMPLEMENTED_RULES, validate } from "../src/index.ts";
import { NEVER_ALONE, outcomeOf } from "./outcome.ts";
import { fixtureOf, readVectorFiles, type VectorCase } from "./vectors.ts";

const files = readVectorFiles();

describe.each(IMPLEMENTED_RULES.map((rule) => [rule.id, rule] as const))("rule %s", (id, rule) => {
  const { cases = [], fixtures } = files.get(`${id}.json`) ?? {};

  it.each(cases.map((vector) => [vector.id, vector] as const))("%s", (_, vector) => {
    const judgement = validate(fixtureOf(vector, fixtures));
    const own = judgement.findings.filter((finding) => finding.rule === id);
    expect({
      verdict: judgement.verdict,
      outcome: outcomeOf(id, judgement),
      rules: [...new Set(judgement.findings.map((finding) => finding.rule))].sort(),
    }).toEqual({
      verdict: vector.expect.verdict,
      outcome: vector.expect.outcome,
      rules: vector.expect.rules,
    });
    if (vector.expect.outcome === "refused") {
      expect(own.map(({ code, pointer }) => ({ code, pointer }))).toContainEqual({
        code: vector.expect.code,
        pointer: vector.expect.pointer,
      });
    }
  });

  it("passes one message and refuses one that no other rule but R01 refuses", () => {
    expect(cases.some(({ expect: { outcome } }) => outcome === "passed")).toBe(true);
    expect(cases.some((vector) => isRefusedAlone(id, vector))).toBe(true);
  });

  it("is in the catalogue, and names it for severity, citation and fix", () => {
    expect(findRule(id)?.stage).toMatch(/^(schema|context|state)$/);
    expect(rule.codes.every((code) => code.startsWith(`${id}_`))).toBe(true);
    for (const { part, severity } of rule.parts) {
      const entry = findRule(id)?.parts?.find((one) => one.part === part);
      expect(severity).toBe(entry?.severity);
    }
  });
});

it("has a rule for each file of vectors and a file for each rule", () => {
  const expected = IMPLEMENTED_RULES.map(({ id }) => `${id}.json`);
  expect([...files.keys()].sort()).toEqual(expected.sort());
  for (const [name, file] of files) expect(`${file.rule}.json`).toBe(name);
});

function isRefusedAlone(id: string, { expect: { outcome, rules } }: VectorCase): boolean {
  const admitted = [id, "R01", NEVER_ALONE[id]];
  return outcome === "refused" && rules.every((rule) => admitted.includes(rule));
}
