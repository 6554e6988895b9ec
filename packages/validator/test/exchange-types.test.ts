import type { Json } from "@safepassage/core";
import { type Body, EXCHANGE_TYPES, findField } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { validate } from "../src/index.ts";
import { scenarioFixture } from "./fixtures.ts";

const TYPES = Object.entries(EXCHANGE_TYPES);
const CASES = TYPES.flatMap(([type, { required = [], requiredWhen = [] }]) => [
  { type, when: undefined, fields: required },
  ...requiredWhen.flatMap(({ value, fields }) =>
    (value?.[1] ?? []).map((code) => ({ type, when: [value?.[0] ?? "", code] as const, fields })),
  ),
]);

describe("a message of one of the types that every exchange admits", () => {
  it("has required fields in the catalogue, some of them by the value of another", () => {
    expect(TYPES).toHaveLength(15);
    expect(CASES.filter(({ when }) => when === undefined)).toHaveLength(15);
    expect(CASES.length).toBeGreaterThan(19);
    expect(CASES.filter(({ fields }) => fields.length === 0)).toEqual([]);
  });

  it.each(CASES)("$type is asked for each required field, when $when", ({ type, when, fields }) => {
    const all = new Map<string, Json>(fields.map((field) => [field, "x"]));
    if (when !== undefined) all.set(...when);
    expect(missing(type, all).filter((field) => fields.includes(field))).toEqual([]);
    for (const field of fields) {
      const rest = new Map([...all].filter(([name]) => name !== field));
      expect(missing(type, rest).filter((name) => fields.includes(name))).toEqual([field]);
    }
    if (when === undefined) return;
    const [decides] = when;
    // Under another value nobody asks.
    const other = missing(type, new Map([[decides, "x"]]));
    expect(other.filter((field) => fields.includes(field))).toEqual([]);
  });
});

/** Fields that rule R65 misses in a message of a type with these values. */
function missing(type: string, values: ReadonlyMap<string, Json>): readonly string[] {
  const { message, ...known } = scenarioFixture("S01.1");
  const byKind = Map.groupBy(values, ([field]) => findField(field)?.group ?? "");
  const body: Body = Object.fromEntries(
    [...byKind].map(([kind, entries], index) => [
      `${"ABCDEFGHIJ"[index]}i2U9AAKdTBQ-Y4FGNoUHg`,
      { kind, links: [], leaves: entries.map(([f, v]) => ({ f, v })) },
    ]),
  );
  const clear = { ...message.clear, "env.messageType": type };
  const { findings } = validate({ ...known, message: { ...message, clear, body } });
  return findings.flatMap(({ rule, field }) =>
    rule === "R65" && field !== undefined ? [field] : [],
  );
}
