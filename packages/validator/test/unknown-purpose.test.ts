import { describe, expect, it } from "vitest";
import { type Finding, validate } from "../src/index.ts";
import { r03 } from "../src/rules/r03-parties.ts";
import { r15 } from "../src/rules/r15-retention.ts";
import { scenarioFixture } from "./fixtures.ts";

/**
 * R53 refuses an unknown purpose, and these rules are then not evaluated. But the issues found by the opener are
 * trusted, and it may have found none, so these rules refuse the purpose too.
 */
describe("a purpose that the opener took for one of the list", () => {
  const { message, ...rest } = scenarioFixture("S01.1");
  const clear = { ...message.clear, "env.purpose": "CURIOSITY" };
  const input = { ...rest, message: { ...message, clear }, issues: [] };
  const judged = (rule: typeof r03): string[] => {
    const found = validate(input, { rules: [rule] }).findings;
    return found.map(({ code, pointer }: Finding) => `${code} ${pointer}`);
  };

  it("may be opened by nobody", () => {
    expect(judged(r03)).toEqual(["R03_PURPOSE_UNKNOWN /clear/env.purpose"]);
  });

  it("has no ceiling within which data could be kept", () => {
    expect(judged(r15)).toEqual(["R15_KEPT_TOO_LONG /clear/env.retention.eraseBy"]);
  });
});
