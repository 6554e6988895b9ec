import type { StructuralResult } from "@safepassage/core";
import { expect, it } from "vitest";
import { reportStructural } from "./structural.ts";

const LOG = ["log proof"];
const reportOf = (...structural: readonly StructuralResult[]) => {
  const { evaluated, notEvaluated } = reportStructural({ structural });
  return {
    evaluated,
    lacking: notEvaluated.filter(
      ({ missing }) => missing === undefined || missing[0] !== "structural",
    ),
  };
};

it("tells of each message for itself, whatever was told before", () => {
  const sound = { rule: "E03", outcome: "passed" } as const;
  const lacking = { rule: "E12", outcome: "notEvaluated", missing: LOG } as const;
  expect(reportOf(sound, lacking)).toEqual({
    evaluated: ["E03"],
    lacking: [{ rule: "E12", missing: LOG }],
  });
  expect(reportOf(lacking, sound)).toEqual(reportOf(sound, lacking));
  expect(reportOf({ ...sound, rule: "E01" }, lacking).evaluated).toEqual(["E01"]);
  expect(reportOf({ ...sound, outcome: "notEvaluated" }, lacking).evaluated).toEqual([]);
  expect(reportOf(sound, { ...lacking, missing: ["log key"] }).lacking).toEqual([
    { rule: "E12", missing: ["log key"] },
  ]);
  expect(reportOf(sound).lacking).toEqual([]);
});

it("is not changed by what becomes of its input later", () => {
  const result: { -readonly [K in keyof StructuralResult]: StructuralResult[K] } = {
    rule: "E03",
    outcome: "passed",
  };
  const structural = [result];
  const first = reportStructural({ structural });
  result.outcome = "notEvaluated";
  expect(reportStructural({ structural }).evaluated).toEqual([]);
  expect(first.evaluated).toEqual(["E03"]);
});

it("says of all that nobody reports that it was not checked", () => {
  const { evaluated, notEvaluated } = reportStructural({});
  expect(evaluated).toEqual([]);
  expect(notEvaluated).toHaveLength(12);
  expect(notEvaluated[0]).toEqual({ rule: "E01", missing: ["structural"] });
});
