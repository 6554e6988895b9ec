import { readFileSync } from "node:fs";
import { NEVER_QUARANTINED, RULES } from "@safepassage/schema";
import { expect, it } from "vitest";
import { IMPLEMENTED_RULES } from "../src/index.ts";
import { exampleJudgement, rulesTable } from "./spec-page.ts";

const page = readFileSync(new URL("../../../docs/spec/validation.md", import.meta.url), "utf8");

it("shows a judgement that the validator gives", () => {
  expect(page).toContain(exampleJudgement());
});

it("lists the rules that the validator evaluates, and counts them", () => {
  expect(page).toContain(rulesTable());
  const all = RULES.filter(({ stage }) => stage !== "structural").length;
  expect(page).toContain(`${IMPLEMENTED_RULES.length} of the ${all} rules of the catalogue`);
});

it("names the rules that refuse a message even where a life is at stake", () => {
  const [last, ...others] = NEVER_QUARANTINED.toReversed();
  expect(page.replaceAll("\n", " ")).toContain(`${others.reverse().join(", ")} and ${last}`);
});

it("says which of the rules that refuse a threat to life this version cannot judge", () => {
  const implemented = new Set(IMPLEMENTED_RULES.map(({ id }) => id));
  const [last, ...others] = NEVER_QUARANTINED.filter((id) => !implemented.has(id)).toReversed();
  expect(page.replaceAll("\n", " ")).toContain(
    `${others.reverse().join(", ")} and ${last} are not implemented`,
  );
});
