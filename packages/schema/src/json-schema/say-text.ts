import {
  CODE_LISTS,
  DATE_PROFILES,
  FIELDS,
  KINDS,
  PATTERNS,
  TYPE_PATTERNS,
} from "../catalogue/catalogue.ts";
import type { CodeEntry } from "../catalogue/types.ts";
import { INVISIBLE, STRAY_SPACE } from "../value/clean-text.ts";
import { DURATION } from "../value/edtf.ts";
import { COUNTRY_PREFIXES, maxLength, type TextType } from "../value/find-text.ts";
import { UUID_V4 } from "../value/octets.ts";
import { admittedCodes } from "../value/standard-codes.ts";
import { type Definitions, type JsonSchema, when } from "./json-schema.ts";
import {
  ADDRESS,
  alike,
  CALENDAR,
  countryPattern,
  fieldPattern,
  INSTANT,
  octetsPattern,
  SOME_OCTETS,
  TOKEN,
  uncleanPattern,
} from "./patterns.ts";

/** Refers to the schema of a text of the catalogue. */
export function sayText(type: TextType, defs: Definitions): JsonSchema {
  return defs.refer(nameOf(type), () => {
    const said = textOf(type, defs);
    // A code that equals one of a list is clean.
    return said.enum === undefined ? withClean(said, maxLength(type), defs) : said;
  });
}

/** A text of another form. */
export function sayForm(pattern: string, max: number, defs: Definitions): JsonSchema {
  return withClean({ type: "string", pattern: alike(pattern) }, max, defs);
}

function withClean(said: JsonSchema, max: number, defs: Definitions): JsonSchema {
  const clean = defs.refer("cleanText", () => ({
    description:
      "Holds no character that a person cannot see: no control, format, private-use or default-ignorable character, no noncharacter, no lone surrogate; and of spaces only U+0020, one at a time, between other characters. It is in Unicode normalization form C, which no keyword can ask for.",
    type: "string",
    not: { pattern: `${unclean()}|${STRAY_SPACE.source}` },
  }));
  return { ...clean, maxLength: max, ...said };
}

/** Kept, because making it looks at every character of Unicode. */
function unclean(): string {
  known ??= uncleanPattern((character) => INVISIBLE.test(character));
  return known;
}

let known: string | undefined;

function nameOf(type: TextType): string {
  switch (type.t) {
    case "enum":
    case "code":
    case "band":
      return `code.${type.list}`;
    case "date":
      return `date.${type.profile}`;
    case "pattern":
      return `text.${type.pattern}`;
    case "opaque":
      return `random.${type.bits}`;
    case "bytes":
      return `bytes.${type.min}-${type.max}`;
    case "fieldId":
      return type.orKind === true ? "fieldOrKind" : "field";
    case "jws":
      return `jws.${type.typ.replace("+jwt", "")}`;
    default:
      return type.t;
  }
}

function textOf(type: TextType, defs: Definitions): JsonSchema {
  switch (type.t) {
    case "enum":
    case "code":
    case "band":
      return codeOf(type.list);
    case "date":
      return dateOf(type.profile, defs);
    case "instant":
      return text(
        "An instant in UTC and whole seconds, without leap seconds.",
        INSTANT,
        "date-time",
      );
    case "duration":
      return text(
        "A duration: one number and one unit, such as P30D or PT72H.",
        DURATION.source,
        "duration",
      );
    case "uuid":
      return text("A UUID of version 4, drawn at random, in lower case.", UUID_V4.source, "uuid");
    case "agency":
      return text(
        "Entity id of an agency: an https URL without port, query or trailing slash.",
        TYPE_PATTERNS.agency,
        "uri",
      );
    case "opaque":
      return text(
        `${type.bits} random bits in canonical base64url without padding. Draw them at random: what looks like text or a number is refused.`,
        `^${octetsPattern(type.bits / 8)}$`,
      );
    case "digest":
      return text(
        "A digest of SHA-256 in canonical base64url without padding.",
        `^${octetsPattern(32)}$`,
      );
    case "bytes":
      return {
        description: `${type.min} to ${type.max} octets in canonical base64url without padding.`,
        type: "string",
        minLength: Math.ceil((type.min * 4) / 3),
        maxLength: Math.ceil((type.max * 4) / 3),
        pattern: `^${SOME_OCTETS}$`,
      };
    case "pattern":
      return patternOf(type.pattern);
    case "path":
      return text(
        "Path of a value: group id, slash, field id.",
        `^${octetsPattern(16)}/${fieldPattern()}$`,
      );
    case "fieldId":
      return {
        description: type.orKind === true ? "A field id, or a kind of group." : "A field id.",
        type: "string",
        enum: [...FIELDS.map(({ id }) => id), ...(type.orKind === true ? Object.keys(KINDS) : [])],
      };
    case "jws":
      return text(`A signed object (RFC 7515) in compact form, of typ ${type.typ}.`, `^${TOKEN}$`);
    case "sdjwt":
      return text(
        `An SD-JWT (RFC 9901) in compact form, of typ ${type.typ}.`,
        `^${TOKEN}~((?=[A-Za-z0-9_-])${SOME_OCTETS}~)*(${TOKEN})?$`,
      );
  }
}

function text(description: string, pattern: string, format?: string): JsonSchema {
  return { description, type: "string", pattern, ...(format && { format }) };
}

function codeOf(name: string): JsonSchema {
  const list = CODE_LISTS[name];
  const codes = list?.codes.filter(({ forbidden }) => forbidden !== true) ?? [];
  const meanings = codes.flatMap((entry) => {
    const meaning = meaningOf(entry);
    return meaning === undefined ? [] : `${entry.code} ${meaning}`;
  });
  const hasTests = list?.extra?.includes("XA") === true;
  return {
    title: name,
    description: [
      `Code list ${name}. Source: ${list?.source ?? ""} [${list?.status ?? ""}].`,
      ...(hasTests ? ["XA to XE exist in tests only: outside of a test they are refused."] : []),
      ...(meanings.length === 0 ? [] : [`Codes: ${meanings.join("; ")}.`]),
    ].join(" "),
    type: "string",
    enum: admittedCodes(name),
  };
}

function meaningOf(entry: CodeEntry): string | undefined {
  const meaning = entry.label ?? entry["meaning"] ?? entry["title"];
  return typeof meaning === "string" ? meaning : undefined;
}

function dateOf(profile: string, defs: Definitions): JsonSchema {
  const entry = DATE_PROFILES[profile];
  const calendar = defs.refer("calendar", () => ({
    description:
      "Each date exists in the Gregorian calendar, and both ends of an interval have one precision. That the first end is not later than the second, no keyword can ask for.",
    pattern: CALENDAR,
  }));
  const description = `A date in EDTF with a precision of ${entry?.precision.join(", ") ?? ""}.`;
  const pattern = entry?.regex.replaceAll("\\d", "[0-9]") ?? "";
  return { ...text(description, pattern, profile === "day" ? "date" : ""), allOf: [calendar] };
}

function patternOf(name: string): JsonSchema {
  const entry = PATTERNS[name];
  const country = COUNTRY_PREFIXES[name];
  const description = entry?.leakChecked === true && { description: OPEN };
  const said: JsonSchema = {
    title: name,
    ...description,
    type: "string",
    pattern: entry?.regex ?? "",
  };
  if (name === "ip") return { ...said, allOf: [{ pattern: ADDRESS }] };
  if (country === undefined) return said;
  const admitted = country.source.replace(
    "([A-Z]{2})",
    countryPattern(CODE_LISTS["iso3166-1"]?.extra ?? []),
  );
  return { ...said, ...when({ pattern: country.source }, { pattern: admitted }) };
}

const OPEN = "Open text: the form is checked, the content is not. Put nothing else in it.";
