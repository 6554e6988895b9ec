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

describe("the catalogue is the whole record", () => {
  it("has every field of the report, in its group and place, of its type and in its number", () => {
    const ours = FIELDS.map(({ id, group, place, type, card, sensitivity }) => [
      id,
      { group, place, type: withoutOrder(type), card, sensitivity },
    ]);
    const [first, added] = split(Object.fromEntries(ours), reported.fields);
    expect(first).toEqual(reported.fields);
    expect(added.filter((id) => !isNamed("data-model: fields? .*", id))).toEqual([]);
    expect(new Set(FIELDS.map(({ id }) => id)).size).toBe(FIELDS.length);
  });

  it("has every group of the report, with the same header, links and fields", () => {
    const ours = Object.entries(KINDS).map(
      ([kind, { asserted, person, header, links, fields }]) => [
        kind,
        { asserted, person, header, links, fields },
      ],
    );
    const [first, added] = split(Object.fromEntries(ours), reported.kinds);
    expect(first).toEqual(reported.kinds);
    expect(added.filter((kind) => !isNamed("data-model: kinds? .*", kind))).toEqual([]);
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

    const [first, added] = split(CODE_LISTS, reported.codeLists);
    expect(Object.keys(first).sort()).toEqual(Object.keys(reported.codeLists).sort());
    expect(added.filter((name) => !isNamed("codelists: .*", name))).toEqual([]);
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
    expect(types.slice(0, 16)).toEqual(reported.codeLists.message_type);
    const opening = new Set(PURPOSES.flatMap(({ opens }) => opens.messageTypes));
    const exchange = Object.keys(EXCHANGE_TYPES);
    expect([...opening, ...exchange].sort()).toEqual(types.toSorted());

    const ours = Object.entries(EXCHANGE_TYPES).map(([type, set]) => {
      const { required, requiredWhen, allowed } = set;
      return [type, JSON.parse(JSON.stringify({ required, requiredWhen, allowed }))];
    });
    const [first, added] = split(Object.fromEntries(ours), reported.exchangeTypes);
    expect(first).toEqual(reported.exchangeTypes);
    const codes = types.slice(16);
    expect(added.filter((type) => !codes.includes(type))).toEqual([]);
    const known = new Set(FIELDS.map(({ id }) => id));
    for (const [type, { required = [], allowed = [] }] of Object.entries(EXCHANGE_TYPES)) {
      expect(required.length, type).toBeGreaterThan(0);
      for (const id of [...required, ...allowed]) expect(known.has(id), id).toBe(true);
    }
  });
});

/** What the report has, and the names of what was added since. */
function split<T>(
  ours: Readonly<Record<string, T>>,
  before: object,
): readonly [Record<string, T>, readonly string[]] {
  const added = Object.keys(ours).filter((name) => !Object.hasOwn(before, name));
  const rest = Object.entries(ours).filter(([name]) => !added.includes(name));
  return [Object.fromEntries(rest), added];
}

function isNamed(where: string, name: string): boolean {
  return new RegExp(`^${where}\\b${name.replaceAll(/[.]/g, "\\.")}\\b`, "m").test(CHANGED);
}

/** Of the members of a record the report does not say which have an order. */
function withoutOrder(type: FieldType): unknown {
  return JSON.parse(
    JSON.stringify(type, (name, value) => (name === "ordered" ? undefined : value)),
  );
}
