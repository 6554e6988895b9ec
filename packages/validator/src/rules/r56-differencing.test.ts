import type { Json } from "@safepassage/core";
import type { ValidationInput } from "@safepassage/rules";
import { describe, expect, it } from "vitest";
import { scenarioFixture } from "../../test/fixtures.ts";
import { applyPatch } from "../../test/json-patch.ts";
import { validate } from "../validate.ts";
import { r56 } from "./r56-differencing.ts";

const OTHER = "vJ7Oq1sX55H5KQ3JhjAj_A";
const EARLIER = scenarioFixture("S12.3");
const ALL = { id: "identified-xb", disjointFrom: [] };
const [[GID = "", TABLE] = []] = Object.entries(EARLIER.message.body);

/** The table of the scenario beside one that differs in some fields and counts. */
function beside(changed: Changed, counts: ReadonlyMap<number, number>) {
  const leaves = TABLE?.leaves.map(({ f, v }) => {
    const { count } = v as { readonly count?: number };
    const other = f === "stat.cells" && count !== undefined ? counts.get(count) : undefined;
    return { f, v: changed[f] ?? (other === undefined ? v : { ...(v as object), count: other }) };
  });
  const value = { ...TABLE, leaves } as unknown as Json;
  const path = `/message/body/${OTHER}`;
  return applyPatch(EARLIER, [{ op: "add", path, value }]);
}

const judge = (input: ValidationInput) => validate(input, { rules: [r56] });

type Changed = Readonly<Record<string, Json>>;

const ONE_MORE = new Map([[169, 170]]);
const without = (...disjointFrom: readonly string[]): Changed => ({
  "stat.population": { id: "but-one", disjointFrom: [...disjointFrom] },
});

describe("two releases in one message", () => {
  it("are refused where they differ by one person", () => {
    const { findings } = judge(beside(without(), ONE_MORE));
    expect(findings.map(({ code, pointer }) => [code, pointer])).toEqual([
      ["R56_DIFFERS_BY_FEW", `/body/${GID}/stat.cells`],
      ["R56_DIFFERS_BY_FEW", `/body/${OTHER}/stat.cells`],
    ]);
  });

  it("are refused by a judge that does not know what was published before", () => {
    const { history: _, ...unknown } = beside(without(), ONE_MORE);
    const { findings, notEvaluated } = judge(unknown);
    expect(findings).toHaveLength(2);
    expect(notEvaluated).toContainEqual({ rule: "R56", part: "a", missing: ["history"] });
  });

  it("are refused where one leaves its year to two other tables", () => {
    const some = beside(without(), ONE_MORE);
    const year = some.message.body[GID]?.leaves.find(({ f }) => f === "stat.period")?.v as Json;
    const stating = (v: Json): Json =>
      ({ ...TABLE, leaves: [{ f: "stat.period", v }] }) as unknown as Json;
    const place = TABLE?.leaves.findIndex(({ f }) => f === "stat.period") ?? -1;
    const message = applyPatch(some, [
      { op: "remove", path: `/message/body/${OTHER}/leaves/${place}` },
      { op: "add", path: "/message/body/QVTx5nEOwHnDJmZbHfqFdQ", value: stating(year) },
      { op: "add", path: "/message/body/m2sKp8cXyR4uLw1ZtBvE7g", value: stating("2019") },
    ]);
    // Part a would find it too, where what was published before is known.
    const { history: _, ...alone } = message;
    expect(judge(alone).findings).toHaveLength(2);
  });

  it.each([
    ["of populations that have nobody in common", without(ALL.id), ONE_MORE],
    ["of another year", { ...without(), "stat.period": "2024" }, ONE_MORE],
    ["of another unit", { ...without(), "stat.unit": "suspects" }, ONE_MORE],
    ["that differ by many", without(), new Map([[169, 269]])],
    ["that are the same", without(), new Map<number, number>()],
  ])("pass %s", (_, changed, counts) => {
    expect(judge(beside(changed, counts)).findings).toEqual([]);
  });
});

it("does not take a population as disjoint from itself", () => {
  const leaves = scenarioFixture("S12.4").message.body[GID]?.leaves ?? [];
  const at = leaves.findIndex(({ f }) => f === "stat.population");
  const path = `/message/body/${GID}/leaves/${at}/v/disjointFrom`;
  const value = [ALL.id];
  const input = applyPatch(scenarioFixture("S12.4"), [{ op: "replace", path, value }]);
  expect(judge(input).findings.map(({ code }) => code)).toEqual(["R56_DIFFERS_BY_FEW"]);
});
