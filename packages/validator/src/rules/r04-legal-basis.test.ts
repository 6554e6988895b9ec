import { expect, it } from "vitest";
import { readRuleCorpus } from "../../test/corpus.ts";
import { scenarioFixture } from "../../test/fixtures.ts";
import { applyPatch } from "../../test/json-patch.ts";
import type { ValidationInput } from "../index.ts";
import { validate } from "../validate.ts";
import { r04 } from "./r04-legal-basis.ts";

const OTHER = scenarioFixture("S06.1");
const basis = {
  op: "add",
  path: "/message/clear/env.legalBasis/-",
  value: "NAT-XC#act-1",
} as const;
const input = applyPatch(scenarioFixture("S01.3"), [basis]);
const codesOf = (one: ValidationInput) =>
  validate({ ...one, tier: "schema" }, { rules: [r04] }).findings.map(({ code }) => code);

it.each([
  ["purpose", "/env.purpose", "CRIMINAL_INVESTIGATION"],
  ["type", "/env.messageType", "correction"],
  ["regime", "/env.sender.regime", "LED"],
  ["country", "/env.sender.country", "XB"],
  ["basis", "/env.legalBasis/0", "GDPR#77"],
])("judges a message of another %s for itself", (_, claim, value) => {
  const changed = applyPatch(input, [{ op: "replace", path: `/message/clear${claim}`, value }]);
  expect(codesOf(input)).toEqual([]);
  const after = codesOf(changed);
  expect(after).not.toEqual([]);
  codesOf(OTHER);
  expect(codesOf(changed)).toEqual(after);
});

it("judges a message of another day for itself", () => {
  const lines = readRuleCorpus().get("R04") ?? [];
  const [last, after] = ["R04/last-day-in-force", "R04/day-after"].map((id) =>
    lines.find((line) => line.id === id),
  );
  expect(codesOf(last?.input as ValidationInput)).toEqual([]);
  expect(codesOf(after?.input as ValidationInput)).toContain("R04_BASIS_NOT_IN_FORCE");
});

it("judges a message of more bases for itself, and one that was changed in place", () => {
  const changed = structuredClone(input);
  expect(codesOf(changed)).toEqual([]);
  const bases = changed.message.clear["env.legalBasis"] as string[];
  bases.push("GDPR#77");
  expect(codesOf(changed)).not.toEqual([]);
  bases.pop();
  expect(codesOf(changed)).toEqual([]);
});
