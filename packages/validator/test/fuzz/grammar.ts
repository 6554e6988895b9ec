import {
  CODE_LISTS,
  FIELDS,
  type FieldType,
  findField,
  KINDS,
  PURPOSES,
  standardCodes,
} from "@safepassage/schema";
import type { Random } from "./random.ts";

/** A value of a type, sound or nearly so. */
function sampleOf(type: FieldType, random: Random): unknown {
  switch (type.t) {
    case "enum":
    case "code":
    case "band":
      return codeOf(type.list, random);
    case "bool":
      return random.oneIn(2);
    case "int":
      return type.min + random.int(Math.min(1000, type.max - type.min + 2));
    case "record":
    case "personName":
      return Object.fromEntries(
        type.members
          .filter(({ card }) => card.min > 0 || random.oneIn(2))
          .map(({ id, type: inner, card }) => [id, listOf(inner, card.max, random)]),
      );
    case "choice": {
      const kind = random.pick(Object.keys(type.of));
      return { kind, value: sampleOf(type.of[kind] as FieldType, random) };
    }
    case "fieldId":
      return random.pick(FIELD_IDS);
    default:
      return random.pick(TEXTS);
  }
}

/** A leaf of a random field. */
export function leafOf(random: Random): object {
  const id = random.pick(FIELD_IDS);
  const type = findField(id)?.type as FieldType;
  return {
    f: id,
    v: sampleOf(type, random),
    ...(random.oneIn(4) && { nature: random.pick(NATURES) }),
  };
}

/** A group with random leaves. */
export function groupOf(gids: readonly string[], random: Random): object {
  const links = Array.from({ length: random.int(3) }, () => random.pick(gids));
  return {
    kind: random.pick(KIND_NAMES),
    links,
    ...(random.oneIn(2) && { ledCategory: codeOf("led6_category", random) }),
    ...(random.oneIn(2) && { ageClass: codeOf("age_class", random) }),
    leaves: Array.from({ length: random.int(5) }, () => leafOf(random)),
  };
}

/** A value that fits nowhere, or anywhere. */
export const oddValue = (random: Random): unknown => random.pick(ODD)();

/** A value for a claim: of its own field, of another, or odd. */
export function claimValue(id: string, random: Random): unknown {
  const field = findField(random.oneIn(4) ? random.pick(FIELD_IDS) : id);
  if (field === undefined || random.oneIn(5)) return oddValue(random);
  return listOf(field.type, field.card.max, random);
}

function listOf(type: FieldType, max: number, random: Random): unknown {
  if (max <= 1) return sampleOf(type, random);
  return Array.from({ length: random.int(4) }, () => sampleOf(type, random));
}

function codeOf(list: string, random: Random): string {
  const codes = codesByList.get(list) ?? collectCodes(list);
  return random.oneIn(20) || codes.length === 0 ? "nope" : random.pick(codes);
}

function collectCodes(list: string): readonly string[] {
  const own = CODE_LISTS[list];
  const codes = [...(own?.codes.map(({ code }) => code) ?? []), ...(own?.extra ?? [])];
  const all = codes.length > 0 ? codes : STANDARDS.has(list) ? standardCodes(list as never) : [];
  codesByList.set(list, all);
  return all;
}

const codesByList = new Map<string, readonly string[]>();
const STANDARDS = new Set(["iso3166-1", "iso639-3", "iso4217"]);
export const FIELD_IDS: readonly string[] = FIELDS.map(({ id }) => id);
const KIND_NAMES: readonly string[] = [...Object.keys(KINDS), "wish", "constructor"];
const NATURES = ["fact", "assessment", "statement", "guess"];
export const PURPOSE_IDS: readonly string[] = PURPOSES.map(({ id }) => id);
const TEXTS: readonly string[] = [
  "2026-11-24T09:02:00Z",
  "2026-11-24",
  "2026-11",
  "1988~",
  "2026-13-45",
  "P30D",
  "https://ngo-b.test",
  "https://ngo-c.test",
  "8i2U9AAKdTBQ-Y4FGNoUHg",
  "GZLBk5jwS-ZaGeoBSFNZnw",
  "Ex-RtVIip2H-BTIdLIgdhIYJsapk5rMo-6Y2vRLTL4I",
  "865ff681-7704-4470-8135-68a89da147d0",
  "+99955501001",
  "a.b@mail.test",
  "GDPR#6(1)(a)",
  "NAT-XB#act(1)",
  "8i2U9AAKdTBQ-Y4FGNoUHg/need.services",
  "Оксана",
  "Oksana",
  "4111111111111111",
  "",
  "\u202e",
  "\ud800",
  "x".repeat(300),
];
const deep = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};
const ODD: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => -0,
  () => 1e308,
  () => Number.NaN,
  () => "",
  () => "__proto__",
  () => "x".repeat(5000),
  () => [],
  () => ({}),
  () => Array.from({ length: 200 }, () => "x"),
  () => deep(60),
  () => deep(1500),
  () => JSON.parse('{"__proto__":{"a":1},"constructor":1}'),
  () => undefined,
];
