import { describe, expect, it } from "vitest";
import {
  CODE_LISTS,
  catalogueChanges,
  DATE_PROFILES,
  EXCHANGE_TYPES,
  FIELDS,
  KINDS,
  PATTERNS,
  PURPOSES,
} from "./catalogue.ts";
import reported from "./data/reported.json" with { type: "json" };
import type { FieldType } from "./types.ts";

/** Regular expressions and codes that differ from the report, as the list of changes names them. */
const CHANGED = catalogueChanges()
  .map(({ where }) => where)
  .join("\n");

/** Fields that the report does not have. */
const ADDED = FIELDS.map(({ id }) => id).filter((id) => !Object.hasOwn(reported.fields, id));

describe("the catalogue is the whole record", () => {
  it("has every field of the report, in its group and place, of its type and in its number", () => {
    const ours = FIELDS.map(({ id, group, place, type, card, sensitivity }) => [
      id,
      { group, place, type: withoutOrder(type), card, sensitivity },
    ]);
    expect(ours).toHaveLength(259);
    expect(new Set(FIELDS.map(({ id }) => id)).size).toBe(259);
    expect(Object.fromEntries(ours)).toMatchObject(reported.fields);
    expect(ADDED.filter((id) => !isNamed("data-model: fields? .*", id))).toEqual([]);
  });

  it("has every group of the report, with the same header, links and fields", () => {
    const ours = Object.entries(KINDS).map(
      ([kind, { asserted, person, header, links, fields }]) => [
        kind,
        { asserted, person, header, links, fields: fields.filter((id) => !ADDED.includes(id)) },
      ],
    );
    expect(ours).toHaveLength(32);
    expect(Object.fromEntries(ours)).toEqual(reported.kinds);
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

    expect(Object.keys(CODE_LISTS)).toHaveLength(127);
    expect(Object.keys(CODE_LISTS)).toEqual(
      expect.arrayContaining(Object.keys(reported.codeLists)),
    );
    const added = Object.keys(CODE_LISTS).filter(
      (name) => !Object.hasOwn(reported.codeLists, name),
    );
    expect(added.filter((name) => !isNamed(".*codelists: .*", name))).toEqual([]);
    const lists = Object.entries(reported.codeLists).flatMap(([name, codes]) => {
      const ours = CODE_LISTS[name]?.codes.map(({ code }) => code) ?? [];
      // What was taken away would be a change of another kind; none was.
      expect(codes.filter((code) => !ours.includes(code))).toEqual([]);
      return ours.length === codes.length ? [] : [name];
    });
    expect([...patterns, ...lists].length).toBeGreaterThan(0);
    expect(lists.filter((name) => !isNamed("codelists: .*", name))).toEqual([]);
  });

  it("has every type of message, each opened by a purpose or with fields of its own", () => {
    const types = CODE_LISTS["message_type"]?.codes.map(({ code }) => code) ?? [];
    expect(types).toHaveLength(16);
    const opening = new Set(PURPOSES.flatMap(({ opens }) => opens.messageTypes));
    const exchange = Object.keys(EXCHANGE_TYPES);
    expect(exchange).toHaveLength(10);
    expect([...opening, ...exchange].sort()).toEqual(types.toSorted());

    const ours = Object.entries(EXCHANGE_TYPES).map(([type, set]) => {
      const { required, requiredWhen, allowed } = set;
      return [type, JSON.parse(JSON.stringify({ required, requiredWhen, allowed }))];
    });
    expect(Object.fromEntries(ours)).toEqual(reported.exchangeTypes);
    const known = new Set(FIELDS.map(({ id }) => id));
    for (const [type, { required = [], allowed = [] }] of Object.entries(EXCHANGE_TYPES)) {
      expect(required.length, type).toBeGreaterThan(0);
      for (const id of [...required, ...allowed]) expect(known.has(id), id).toBe(true);
    }
  });
});

function isNamed(where: string, name: string): boolean {
  return new RegExp(`^${where}\\b${name.replaceAll(/[.]/g, "\\.")}\\b`, "m").test(CHANGED);
}

/** Of the members of a record the report does not say which have an order. */
function withoutOrder(type: FieldType): unknown {
  return JSON.parse(
    JSON.stringify(type, (name, value) => (name === "ordered" ? undefined : value)),
  );
}
