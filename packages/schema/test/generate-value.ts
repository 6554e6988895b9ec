import type { Json } from "@safepassage/core";
import { FIELDS, findField, KINDS, LADDERS } from "../src/catalogue/catalogue.ts";
import type { FieldMember, FieldType } from "../src/catalogue/types.ts";
import { admittedCodes } from "../src/value/standard-codes.ts";
import type { Random } from "./random.ts";

/** A value that a field admits in a test message. */
export function generateValue(random: Random, fieldId: string): Json {
  const field = findField(fieldId);
  if (field === undefined) throw new RangeError(`no field ${fieldId}`);
  if (fieldId === "onward.rungs") return generateRung(random);
  const inLeaf = field.place === "leaf" || field.place === "header";
  return generateType(random, field.type, inLeaf);
}

/** All values of a field of the clear or the private part. */
export function generateField(random: Random, fieldId: string): Json {
  const card = findField(fieldId)?.card ?? { min: 1, max: 1 };
  if (card.max === 1) return generateValue(random, fieldId);
  return distinct(generateCount(random, card.min, card.max), () => generateValue(random, fieldId));
}

export function generateRung(random: Random): Json {
  const ladder = random.pick(Object.keys(LADDERS));
  return { ladder, rung: random.pick(LADDERS[ladder] ?? []).rung };
}

/** Mostly few, now and then as many as there may be. */
export function generateCount(random: Random, min: number, max: number): number {
  if (random.chance(0.05)) return Math.min(max, 64);
  return random.int(min, Math.min(max, Math.max(min, 3)));
}

/** Up to `count` values, none twice. */
export function distinct(count: number, make: () => Json): Json[] {
  const values = new Map<string, Json>();
  for (let tries = 0; values.size < count && tries < count * 4; tries++) {
    const value = make();
    values.set(JSON.stringify(value), value);
  }
  return [...values.values()];
}

export function generateType(random: Random, type: FieldType, inLeaf = true): Json {
  switch (type.t) {
    case "enum":
    case "code":
    case "band":
      return random.pick(admittedCodes(type.list));
    case "date":
      return generateDate(random, type.profile);
    case "instant":
      return generateInstant(random);
    case "duration":
      return random.chance(0.3)
        ? `PT${random.int(1, 9999)}H`
        : `P${random.int(1, 9999)}${random.pick(["Y", "M", "D"])}`;
    case "uuid":
      return generateUuid(random);
    case "agency":
      return generateAgency(random);
    case "path":
      return `${random.octets(16)}/${random.pick(FIELDS).id}`;
    case "bool":
      return random.chance(0.5);
    case "int":
      return random.chance(0.3)
        ? random.pick([type.min, type.max])
        : random.int(type.min, type.max);
    case "opaque":
      return random.octets(type.bits / 8);
    case "bytes":
      return random.octets(
        random.chance(0.3) ? random.pick([type.min, type.max]) : random.int(type.min, type.max),
      );
    case "digest":
      return random.octets(32);
    case "pattern":
      return generatePattern(random, type.pattern);
    case "personName":
      return {
        ...(generateRecord(random, type.members, inLeaf) as object),
        ...generateName(random),
      };
    case "record":
      return generateRecord(random, type.members, inLeaf);
    case "choice": {
      const kind = random.pick(Object.keys(type.of));
      const chosen = type.of[kind];
      if (chosen === undefined) throw new RangeError("a choice without kinds");
      return { kind, value: generateType(random, chosen, inLeaf) };
    }
    case "fieldId":
      return random.pick(
        type.orKind === true && random.chance(0.4)
          ? Object.keys(KINDS)
          : FIELDS.map(({ id }) => id),
      );
    case "jws":
      return generateToken(random);
    case "sdjwt": {
      const disclosures = Array.from({ length: random.int(0, 3) }, () => `${random.octets(30)}~`);
      const binding = random.chance(0.3) ? generateToken(random) : "";
      return `${generateToken(random)}~${disclosures.join("")}${binding}`;
    }
    case "sameAs":
      return "1";
  }
}

function generateRecord(random: Random, members: readonly FieldMember[], inLeaf: boolean): Json {
  const entries = members.flatMap(({ id, type, card }): [string, Json][] => {
    const isOptional = card.min === 0 && (card.max === 1 || inLeaf);
    if (isOptional && random.chance(0.4)) return [];
    const one = (): Json => generateType(random, type, inLeaf);
    return [
      [id, card.max === 1 ? one() : distinct(generateCount(random, card.min, card.max), one)],
    ];
  });
  return Object.fromEntries(entries);
}

function generateDay(random: Random, from = 1000): string {
  const day = new Date(Date.UTC(random.int(from, 2100), 0, random.int(1, 366)));
  // Days that a calendar gets wrong: the ends of months, in leap years and others.
  if (random.chance(0.3)) day.setUTCDate(0);
  return day.toISOString().slice(0, 10);
}

function generateInstant(random: Random): string {
  const time = [random.int(0, 23), random.int(0, 59), random.int(0, 59)].map(pad).join(":");
  // Not before 1970: the wire counts the seconds since.
  return `${generateDay(random, 1971)}T${time}Z`;
}

export function generateUuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => random.int(0, 15).toString(16));
  hex[12] = "4";
  hex[16] = random.pick(["8", "9", "a", "b"]);
  return hex.join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export function generateAgency(random: Random): string {
  const host = random.pick(["ngo-b", "police.xa", "a", "x1-y2.z", `${"h".repeat(63)}.z`]);
  const path = random.pick(["", "", "/desk", "/a/b-1/c"]);
  return `https://${host}-${random.int(0, 99_999)}.test${path}`;
}

function generateToken(random: Random): string {
  return [12, 40, 64].map((octets) => random.octets(random.int(1, octets))).join(".");
}

function generateDate(random: Random, profile: string): string {
  const day = generateDay(random);
  const year = day.slice(0, 4);
  const month = day.slice(0, 7);
  switch (profile) {
    case "day":
      return day;
    case "year":
      return year;
    case "asOf":
      return random.pick([year, month]);
    case "birth":
      return random.pick([year, month, day]) + random.pick(["", "", "~", "?"]);
    default: {
      const quarter = `${year}-${random.int(33, 36)}`;
      const start = random.pick([year, month, quarter, day]);
      const later = `${Number(year) + 1}${start.slice(4)}`;
      if (random.chance(0.6)) return start;
      return start.endsWith("-02-29") ? start : `${start}/${later}`;
    }
  }
}

function generateName(random: Random): { readonly [member: string]: Json } {
  if (random.chance(0.4)) {
    const form = random.pick(LATIN);
    return { original: form, script: "Latn", latin: form, scheme: "native" };
  }
  const [script, original, latin] = random.pick(FOREIGN);
  const schemes = admittedCodes("transliteration_scheme").filter((code) => code !== "native");
  return { original, script, latin, scheme: random.pick(schemes) };
}

function generatePattern(random: Random, name: string): string {
  const samples = SAMPLES[name];
  if (samples === undefined) throw new RangeError(`no samples of ${name}`);
  return random.pick(samples);
}

const pad = (value: number): string => String(value).padStart(2, "0");

const LATIN = ["Ana", "Nguy\u1ec5n", "O'Neill", "\u00c5sa-Marie", "\u1eccl\u00e1", "Z\u00e1\u030d"];
const FOREIGN = [
  ["Cyrl", "\u041e\u043b\u0435\u043d\u0430", "Olena"],
  ["Arab", "\u0633\u0627\u0631\u0629", "Sara"],
  ["Ethi", "\u1230\u120b\u121d", "Selam"],
  ["Grek", "\u039c\u03b1\u03c1\u03af\u03b1", "Maria"],
  ["Hans", "\u738b", "Wang"],
  ["Hans", "\ud842\udfb7", "Ji"],
  ["Deva", "\u0938\u0940\u0924\u093e", "Sita"],
  ["Kore", "\uae40", "Kim"],
] as const;

/** Texts of each pattern, the shortest and the longest among them. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  semver: ["1.0", "0.0.0", "999.999.9999"],
  agreement_id: ["AGR-BC-1", "AGR-XY", "AGR-ABCDEFGHIJKL-A-B-C"],
  slug: ["a", "dpia-2026-1", "x".repeat(32)],
  rule_id: ["R01", "E10"],
  ladder_name: ["time", "age"],
  e164: ["+3210000001", "+999999999999999"],
  email: ["a@example.test", `${"a".repeat(64)}@b-1.c.test`],
  handle: ["@one", "two.three", "ab"],
  plate: ["AB 123", "A", "XB-12345-A"],
  name_original: ["Ana"],
  name_latin: LATIN,
  org_name: ["Acme Cleaning", "3M", "Caf\u00e9 (2), Ltd."],
  address_text: ["High Street", "R\u00fae 12"],
  house_number: ["12", "1A"],
  postcode: ["1000", "SW1A 1AA"],
  lat: ["50.85", "-90.0", "0.00001"],
  lon: ["4.35", "180.00000", "-179.9"],
  admin_area: ["XB-01", "DE-BY", "FRPAR"],
  unlocode_or_country: ["XB", "FRPAR"],
  gazetteer_id: ["geo:1", "geo:123456789"],
  document_number: ["AB12345", "A1234567890123"],
  national_number: ["AB123456"],
  register_number: ["BE0123", "12"],
  iban: ["XB00TEST00000001"],
  wallet: ["1BoatSLRHtKNngkdXEeobR76b53LETtpyT"],
  account_number: ["1234567"],
  account_any: ["XB00TEST0000000001"],
  decimal2: ["250.05", "12000", "0.5"],
  national_offence: ["XB:433", "DE:232-\u00a71"],
  epoch: ["2026-W47", "2026-W53"],
  ip: ["192.0.2.1", "::1", "2001:db8::7", "255.255.255.255"],
  log_origin: ["log.ngo-b.test/main"],
  legal_basis: ["LED#8", "GDPR#6(1)(a)", "NAT-XB#act-1(2)", "NAT-DE#abc"],
};
