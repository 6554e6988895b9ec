import type { Json } from "@safepassage/core";
import {
  CODE_LISTS,
  type FieldMember,
  type FieldType,
  findField,
  isTextInDisguise,
  standardCodes,
} from "@safepassage/schema";
import type { Draw } from "./draw.ts";

/**
 * A value that a field's type admits in a test message.
 *
 * @param fine - Whether the value is usually as precise as in case files.
 */
export function drawValue(draw: Draw, fieldId: string, fine = false): Json {
  if (fine && draw.chance(0.8)) {
    const country = draw.pick(["XB", "XC"]);
    if (fieldId === "event.offence")
      return { iccs: draw.pick(["02041", "02042", "02043", "02049"]) };
    if (fieldId === "finance.typology") return draw.pick(["HT-ForcedLabour", "HT-OrganRemoval"]);
    if (fieldId === "location.adminArea") return `${country}-0${draw.int(1, 9)}`;
    if (fieldId === "event.period") return `2026-0${draw.int(1, 9)}-${pad(draw.int(1, 28))}`;
    if (fieldId === "identity.dateOfBirth") {
      return {
        edtf: `${draw.int(1960, 2015)}-0${draw.int(1, 9)}-1${draw.int(0, 9)}`,
        basis: "documented",
      };
    }
  }
  const field = findField(fieldId);
  if (field === undefined) throw new RangeError(`no field ${fieldId}`);
  if (fieldId === "identity.names") return drawName(draw);
  if (fieldId === "onward.rungs") return { ladder: "time", rung: "year" };
  if (fieldId === "correction.value") return draw.pick(["1", "2"]);
  return drawType(draw, field.type);
}

/** Random octets as a field of the type `opaque` holds them: no text hides in them. */
export function drawOpaque(draw: Draw, bits: number): string {
  let text = drawSigns(draw, bits);
  // Two in a million look as if somebody had written them. A draw that was shrunk always does.
  for (let attempt = 1; attempt < 8 && isTextInDisguise(text); attempt++) {
    text = drawSigns(draw, bits);
  }
  return text;
}

function drawSigns(draw: Draw, bits: number): string {
  const length = Math.ceil(bits / 6);
  const letters = Array.from({ length }, (_, index) => {
    // The last character of canonical base64url holds fewer bits; A, Q, g and w end all lengths.
    if (index === length - 1)
      return bits % 6 === 0 ? draw.pick(ALPHABET) : draw.pick(["A", "Q", "g", "w"]);
    return draw.pick(ALPHABET);
  });
  return letters.join("");
}

function drawType(draw: Draw, type: FieldType): Json {
  switch (type.t) {
    case "enum":
    case "code":
    case "band":
      return drawCode(draw, type.list);
    case "date":
      return drawDate(draw, type.profile);
    case "instant":
      return `2026-11-${pad(draw.int(1, 24))}T${pad(draw.int(0, 23))}:00:00Z`;
    case "duration":
      return "P30D";
    case "uuid":
      return "865ff681-7704-4470-8135-68a89da147d0";
    case "agency":
      return draw.pick(["https://ngo-b.test", "https://police-c.test"]);
    case "path":
      return `${drawOpaque(draw, 128)}/${draw.pick(["subject.sex", "event.period"])}`;
    case "bool":
      return draw.chance(0.5);
    case "int":
      return draw.int(type.min, Math.min(type.max, type.min + 9));
    case "opaque":
      return drawOpaque(draw, type.bits);
    case "bytes":
      return drawOpaque(draw, type.min * 8);
    case "digest":
      return drawOpaque(draw, 256);
    case "pattern":
      return draw.pick(samplesOf(type.pattern));
    case "personName":
    case "record":
      return drawRecord(draw, type.members);
    case "choice": {
      const kind = draw.pick(Object.keys(type.of));
      const chosen = type.of[kind];
      return { kind, value: chosen === undefined ? null : drawType(draw, chosen) };
    }
    case "fieldId":
      return draw.pick(["subject.sex", "event.period"]);
    case "jws":
      return "eyJhbGciOiJFUzI1NiJ9.e30.AAAA";
    case "sdjwt":
      return "eyJhbGciOiJFUzI1NiJ9.e30.AAAA~";
    case "sameAs":
      return "1";
  }
}

function drawRecord(draw: Draw, members: readonly FieldMember[]): Json {
  const entries = members.flatMap(({ id, type, card }): [string, Json][] => {
    if (card.min === 0 && draw.chance(0.5)) return [];
    if (card.max === 1) return [[id, drawType(draw, type)]];
    const count = draw.int(Math.max(1, card.min), Math.min(card.max, 2));
    const values = Array.from({ length: count }, () => drawType(draw, type));
    return [[id, values.filter((value, index) => values.indexOf(value) === index)]];
  });
  return Object.fromEntries(entries);
}

function drawCode(draw: Draw, listName: string): string {
  const list = CODE_LISTS[listName];
  if (listName === "iso3166-1" || listName === "nationality") return draw.pick(COUNTRIES);
  if (listName === "iso639-3") return draw.pick(["eng", "ron", "tir"]);
  if (listName === "iso4217") return draw.pick(standardCodes("iso4217").slice(0, 9));
  const codes = list?.codes.flatMap(({ code, forbidden }) => (forbidden === true ? [] : [code]));
  return draw.pick(codes ?? []);
}

function drawDate(draw: Draw, profile: string): string {
  const year = profile === "birth" ? draw.int(1960, 2015) : draw.int(2022, 2026);
  const month = pad(draw.int(1, profile === "asOf" ? 11 : 12));
  const day = pad(draw.int(1, 28));
  switch (profile) {
    case "day":
      return `${year}-${month}-${day}`;
    case "year":
      return String(year);
    case "asOf":
      return draw.chance(0.8) ? `2026-${month}` : "2026";
    case "birth":
      return draw.pick([
        `${year}-${month}-${day}`,
        `${year}-${month}`,
        `${year}`,
        `${year}-${month}-${day}~`,
      ]);
    default:
      return draw.pick([
        `${year}-${month}-${day}`,
        `${year}-${month}-${day}`,
        `${year}-${month}`,
        `${year}-${draw.pick(["33", "34", "35", "36"])}`,
        `${year}`,
        `${year}-${month}-01/${year}-${month}-28`,
        `${year}-01/${year + 1}-02`,
      ]);
  }
}

function drawName(draw: Draw): Json {
  const shared = { part: draw.pick(["surname", "forename"]), certainty: "certain" };
  return draw.pick([
    { ...shared, original: "Ana", script: "Latn", latin: "Ana", scheme: "native" },
    { ...shared, original: "Олена", script: "Cyrl", latin: "Olena", scheme: "ICAO9303-3-6" },
  ]);
}

function samplesOf(pattern: string): readonly string[] {
  const samples = SAMPLES[pattern];
  if (samples === undefined) throw new RangeError(`no samples of ${pattern}`);
  return samples;
}

const pad = (value: number): string => String(value).padStart(2, "0");

const ALPHABET = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"];
const COUNTRIES = ["XA", "XB", "XC", "XD", "XE"];
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  admin_area: ["XB-01", "XC-07"],
  e164: ["+3210000001", "+3210000002"],
  email: ["a@example.test"],
  handle: ["@one", "two.three"],
  lat: ["50.85"],
  lon: ["4.35"],
  address_text: ["High Street"],
  account_any: ["XB00TEST0000000001"],
  decimal2: ["250", "12000"],
  unlocode_or_country: ["XB", "XCABC"],
  legal_basis: ["LED#8"],
  ladder_name: ["time"],
  slug: ["year"],
  gazetteer_id: ["geo:100"],
  document_number: ["AB12345"],
  national_number: ["AB123456"],
  house_number: ["12"],
  postcode: ["1000"],
  national_offence: ["XB:433"],
  org_name: ["Acme Cleaning"],
  register_number: ["BE0123"],
  iban: ["XB00TEST00000001"],
  wallet: ["1BoatSLRHtKNngkdXEeobR76b53LETtpyT"],
  account_number: ["1234567"],
  plate: ["AB 123"],
  ip: ["192.0.2.1"],
  epoch: ["2026-W47"],
  log_origin: ["log.ngo-b.test/main"],
  rule_id: ["R01"],
};
