import type { Json } from "@safepassage/core";
import values from "@safepassage/vectors/schema/field-values.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { FIELDS } from "../src/catalogue/catalogue.ts";
import { checkOf, checkOnce } from "../src/value/check.ts";
import { toIssues } from "../src/value/issue.ts";
import { walkValues } from "../src/value/walk.ts";
import { acceptedByAjv, isUnsaid } from "./ajv.ts";
import { generateField } from "./generate-value.ts";
import type { Fault } from "./judge.ts";
import { MUTATIONS, mutate } from "./mutations.ts";
import { createRandom } from "./random.ts";

describe("the vectors of values", () => {
  it("hold two good ones of each field of a group, but of one whose type is another's", () => {
    const known = FIELDS.filter(
      ({ place, type }) => (place === "leaf" || place === "header") && type.t !== "sameAs",
    );
    expect(Object.keys(values.fields).sort()).toEqual(known.map(({ id }) => id).sort());
    for (const [id, both] of Object.entries<readonly Json[]>(values.fields)) {
      expect(both.length, id).toBe(2);
      expect(JSON.stringify(both[0]), id).not.toBe(JSON.stringify(both[1]));
      for (const value of both) expect(checkOf(id, true)?.(value), id).toBeUndefined();
    }
  });
});

describe("each field", () => {
  it("has a check and a JSON Schema, which accept sound values and refuse broken ones alike", () => {
    const tally = FIELDS.map((field, index) => {
      const { id } = field;
      const check = checkOnce((make) => walkValues(field, make))(true);
      const faultsOf = (all: Json): readonly Fault[] => toIssues(check(all) ?? [], all);
      const random = createRandom(index + 1);
      const names = Object.keys(MUTATIONS);
      let refused = 0;
      for (let count = 0; count < VALUES; count++) {
        const sound = generateField(random, id);
        expect(faultsOf(sound), id).toEqual([]);
        expect(acceptedAll(id, sound), id).toBe(true);
        const start = random.int(0, names.length - 1);
        const order = [...names.slice(start), ...names.slice(0, start)];
        const { mutation, document } = mutate([sound], order, random);
        const [all = null] = document as readonly Json[];
        const faults = faultsOf(all);
        const isAccepted = acceptedAll(id, all);
        const agree = isAccepted === (faults.length === 0) || (isAccepted && isUnsaid(faults));
        expect(agree, `${id}, ${mutation}`).toBe(true);
        refused += Number(faults.length > 0);
      }
      return { id, refused };
    });
    expect(tally.length).toBeGreaterThanOrEqual(258);
    expect(tally.filter(({ refused }) => refused < VALUES / 5)).toEqual([]);
  });
});

/** Ajv sees one value at a time, as its definition says; how many there are, the documents say. */
function acceptedAll(id: string, all: Json): boolean {
  const { card, type } = FIELDS.find((field) => field.id === id) ?? {};
  if (card === undefined || card.max === 1) return acceptedByAjv("message", all, id);
  if (!Array.isArray(all) || all.length < card.min || all.length > card.max) return false;
  const isSet = new Set(all.map(canonical)).size === all.length;
  return isSet && type !== undefined && all.every((one) => acceptedByAjv("message", one, id));
}

function canonical(value: Json): string {
  return JSON.stringify(value, (_, part) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Sound values of each field, each broken once. */
const VALUES = 12;
