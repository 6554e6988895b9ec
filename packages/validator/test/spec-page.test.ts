import { readFileSync } from "node:fs";
import { NEVER_QUARANTINED } from "@safepassage/schema";
import { expect, it } from "vitest";
import { IMPLEMENTED_RULES } from "../src/index.ts";
import { exampleJudgement } from "./spec-page.ts";

const page = readFileSync(new URL("../../../docs/spec/validation.md", import.meta.url), "utf8");

it("shows a judgement that the validator gives", () => {
  expect(page).toContain(exampleJudgement());
});

it("names the rules that refuse a message even where a life is at stake", () => {
  const [last, ...others] = NEVER_QUARANTINED.toReversed();
  expect(page.replaceAll("\n", " ")).toContain(`${others.reverse().join(", ")} and ${last}`);
});

it("says which of the rules that refuse a threat to life this version cannot judge", () => {
  const implemented = new Set(IMPLEMENTED_RULES.map(({ id }) => id));
  const missing = NEVER_QUARANTINED.filter((id) => !implemented.has(id));
  const said = /The rules? ((?:R\d+(?:, | and )?)+) (?:is|are) not implemented/.exec(
    page.replaceAll("\n", " "),
  );
  expect(said?.[1]?.split(/, | and /) ?? []).toEqual(missing);
});
