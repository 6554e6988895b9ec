import type { NotEvaluated } from "@safepassage/rules";
import { describe, expect, it } from "vitest";
import { undecidedRules } from "./undecided.ts";

describe("undecidedRules", () => {
  it.each<[string, NotEvaluated, boolean]>([
    ["R01, whatever the tier", { rule: "R01", missing: ["tier context"] }, true],
    ["an error of the tier that lacks a fact", { rule: "R17", missing: ["agreement"] }, true],
    ["a part of one", { rule: "R36", part: "b", missing: ["registry"] }, true],
    ["an error of a later tier", { rule: "R17", missing: ["tier context"] }, false],
    ["a warning", { rule: "R13", missing: ["registry"] }, false],
    ["a structural check", { rule: "E01", missing: ["structural"] }, false],
  ])("judges %s", (_, notEvaluated, isUndecided) => {
    const found = undecidedRules({ notEvaluated: [notEvaluated] });
    expect(found).toEqual(isUndecided ? [notEvaluated] : []);
  });
});
