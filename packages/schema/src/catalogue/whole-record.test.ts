import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import {
  CODE_LISTS,
  DATE_PROFILES,
  EXCHANGE_TYPES,
  FIELDS,
  KINDS,
  PATTERNS,
  PURPOSES,
} from "./catalogue.ts";
import reported from "./data/reported.json" with { type: "json" };
import { catalogueChanges } from "./explanations.ts";
import type { FieldType } from "./types.ts";

/** Regular expressions and codes that differ from the report, as the list of changes names them. */
const CHANGED = catalogueChanges()
  .map(({ where }) => where)
  .join("\n");

describe("the catalogue is the whole record", () => {
  it("has every field of the report as it was, but for those that it names as changed or new", () => {
    const ours = FIELDS.map(({ id, group, place, type, card, sensitivity }) => [
      id,
      { group, place, type: withoutOrder(type), card, sensitivity },
    ]);
    expect(new Set(FIELDS.map(({ id }) => id)).size).toBe(FIELDS.length);
    expectNamed(Object.fromEntries(ours), reported.fields, "data-model: .*");
  });

  it("has every group of the report, with the same header and links, and its new fields", () => {
    const news = new Set(
      newOnes(
        FIELDS.map(({ id }) => id),
        reported.fields,
      ),
    );
    const ours = Object.entries(KINDS).map(
      ([kind, { asserted, person, header, links, fields }]) => [
        kind,
        { asserted, person, header, links, fields: fields.filter((id) => !news.has(id)) },
      ],
    );
    expectNamed(Object.fromEntries(ours), reported.kinds, "(data-model|.*kinds?): .*|.*kinds? .*");
  });

  it("says of each change where it is, what and why", () => {
    expect(catalogueChanges().length).toBeGreaterThan(0);
    for (const { where, change, reason } of catalogueChanges()) {
      expect([where, change, reason]).not.toContain("");
    }
  });

  it("has every expression and code list of the report, and names each that it has changed", () => {
    expect(Object.keys(PATTERNS).sort()).toEqual(Object.keys(reported.patterns).sort());
    const patterns = Object.entries(reported.patterns).flatMap(([name, regex]) =>
      PATTERNS[name]?.regex === regex ? [] : [name],
    );
    expect(patterns.filter((name) => !isNamed(`data-model: patterns? .*`, name))).toEqual([]);
    const profiles = Object.entries(DATE_PROFILES).map(([name, { regex }]) => [name, regex]);
    expect(Object.fromEntries(profiles)).toEqual(reported.dateProfiles);

    const added = newOnes(Object.keys(CODE_LISTS), reported.codeLists);
    expect(added.filter((name) => !isNamed(".*codelists: .*", name))).toEqual([]);
    const lists = Object.entries(reported.codeLists).flatMap(([name, codes]) => {
      const ours = CODE_LISTS[name]?.codes.map(({ code }) => code) ?? [];
      // What was taken away would be a change of another kind; none was.
      expect(codes.filter((code) => !ours.includes(code))).toEqual([]);
      return ours.length === codes.length ? [] : [name];
    });
    expect([...patterns, ...lists].length).toBeGreaterThan(0);
    expect(lists.filter((name) => !isNamed(".*codelists: .*", name))).toEqual([]);
  });

  it("has every type of message, each opened by a purpose or with fields of its own", () => {
    const types = CODE_LISTS["message_type"]?.codes.map(({ code }) => code) ?? [];
    expect(types).toEqual(expect.arrayContaining(reported.codeLists.message_type));
    const opening = new Set(PURPOSES.flatMap(({ opens }) => opens.messageTypes));
    const exchange = Object.keys(EXCHANGE_TYPES);
    expect([...opening, ...exchange].sort()).toEqual(types.toSorted());

    const ours = Object.entries(EXCHANGE_TYPES).map(([type, set]) => {
      const { required, requiredWhen, allowed } = set;
      return [type, JSON.parse(JSON.stringify({ required, requiredWhen, allowed }))];
    });
    expectNamed(Object.fromEntries(ours), reported.exchangeTypes, "purposes: .*");
    const known = new Set(FIELDS.map(({ id }) => id));
    for (const [type, { required = [], allowed = [] }] of Object.entries(EXCHANGE_TYPES)) {
      expect(required.length, type).toBeGreaterThan(0);
      for (const id of [...required, ...allowed]) expect(known.has(id), id).toBe(true);
    }
  });
});

/** Checks that what differs from the report, and what is new, is named in the list of changes. */
function expectNamed(
  ours: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
  where: string,
): void {
  expect(newOnes(Object.keys(before), ours)).toEqual([]);
  const other = Object.keys(ours).filter((name) => !isDeepStrictEqual(ours[name], before[name]));
  expect(other.filter((name) => !isNamed(where, name))).toEqual([]);
}

const newOnes = (names: readonly string[], before: object): readonly string[] =>
  names.filter((name) => !Object.hasOwn(before, name));

function isNamed(where: string, name: string): boolean {
  return new RegExp(`^(${where})\\b${name.replaceAll(/[.]/g, "\\.")}\\b`, "m").test(CHANGED);
}

/** Of the members of a record the report does not say which have an order. */
function withoutOrder(type: FieldType): unknown {
  return JSON.parse(
    JSON.stringify(type, (name, value) => (name === "ordered" ? undefined : value)),
  );
}
