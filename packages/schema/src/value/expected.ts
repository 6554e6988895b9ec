import { DATE_PROFILES, findField, PATTERNS } from "../catalogue/catalogue.ts";
import type { FieldType } from "../catalogue/types.ts";
import type { SchemaIssue } from "./issue.ts";

/** What may stand at the place of an issue. Names no value of the object. */
export interface Expected {
  /** Name of the code list of which a code may stand here. */
  readonly list?: string;
  /** The expression that a text here matches. */
  readonly pattern?: string;
  /** An invented text that may stand here. */
  readonly example?: string;
}

/** Says what may stand at the place of an issue about a code or about how a text is written. */
export function expectedAt({
  code,
  field,
  pointer,
}: Pick<SchemaIssue, "code" | "field" | "pointer">): Expected {
  const type = field === undefined ? undefined : typeAt(field, pointer);
  if (type === undefined) return {};
  if (code === "CODE_UNKNOWN") return "list" in type ? { list: type.list } : {};
  if (!ABOUT_WRITING.has(code)) return {};
  const pattern = patternOf(type);
  const example = exampleOf(type);
  return { ...(pattern !== undefined && { pattern }), ...(example !== undefined && { example }) };
}

const ABOUT_WRITING: ReadonlySet<string> = new Set(["PATTERN_MISMATCH", "DATE_MALFORMED"]);

function patternOf(type: FieldType): string | undefined {
  if (type.t === "pattern") return PATTERNS[type.pattern]?.regex;
  return type.t === "date" ? DATE_PROFILES[type.profile]?.regex : undefined;
}

/** An invented text of a type that a pattern or a profile of dates describes. */
export function exampleOf(type: FieldType): string | undefined {
  if (type.t === "pattern") return EXAMPLES[type.pattern];
  return type.t === "date" ? DATE_EXAMPLES[type.profile] : undefined;
}

/** The type of a value, or of the member of a value that the pointer ends with. */
function typeAt(field: string, pointer: string): FieldType | undefined {
  const type = findField(field)?.type;
  if (type === undefined) return undefined;
  const kinds = type.t === "choice" ? Object.values(type.of) : [type];
  const name = pointer.slice(pointer.lastIndexOf("/") + 1);
  const members = kinds.flatMap((kind) =>
    "members" in kind ? kind.members.filter(({ id }) => id === name) : [],
  );
  if (members.length > 0) return members[0]?.type;
  return type.t === "record" || type.t === "personName" ? undefined : type;
}

/** By the name of a pattern. Each is invented. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  account_any: "1234567890",
  account_number: "1234567890",
  address_text: "Saint-Martin",
  admin_area: "XA-01",
  agreement_id: "AGR-ASSIST",
  decimal2: "1250.5",
  document_number: "P1234567",
  e164: "+99955501001",
  email: "desk@agency.example",
  epoch: "2026-W48",
  gazetteer_id: "geo:1234567",
  handle: "@maria.k",
  house_number: "12a",
  iban: "XA0012345678901234",
  ip: "192.0.2.17",
  ladder_name: "place",
  lat: "48.20849",
  legal_basis: "GDPR#6(1)(c)",
  log_origin: "log.example/exchange",
  lon: "16.37208",
  name_latin: "Mariya",
  name_original: "Марія",
  national_number: "XA00010001",
  national_offence: "XA:232a",
  org_name: "House of Hope",
  plate: "AB 123 C",
  postcode: "AB1 2CD",
  register_number: "R12345",
  rule_id: "R33",
  semver: "1.1",
  slug: "shelters-2026",
  unlocode_or_country: "XA",
  wallet: "bc1qexampleexampleexample0",
};

/** By the name of a profile of dates. */
export const DATE_EXAMPLES: Readonly<Record<string, string>> = {
  asOf: "2026-11",
  birth: "1998-05-17",
  day: "2026-11-24",
  period: "2026-01/2026-03",
  year: "1998",
};
