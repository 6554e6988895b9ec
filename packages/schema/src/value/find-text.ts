import { isBase64url } from "@safepassage/core";
import { findField, KINDS, PATTERNS, TYPE_PATTERNS } from "../catalogue/catalogue.ts";
import type { FieldType } from "../catalogue/types.ts";
import { findUnclean } from "./clean-text.ts";
import { DURATION, findDateIssue, findInstantIssue } from "./edtf.ts";
import type { TextIssue } from "./fault.ts";
import { findOctetsIssue, findOpaqueIssue, findUuidIssue } from "./octets.ts";
import { codeFinder, findCodeIssue } from "./standard-codes.ts";

/** Types of the catalogue whose values are texts. */
export type TextType = Exclude<FieldType, { readonly t: (typeof NO_TEXTS)[number] }>;

/** Whether the values of a type are texts. */
export function isTextType(type: FieldType): type is TextType {
  return !NO_TEXTS.some((t) => t === type.t);
}

/** What {@link findTextIssue} needs to know about a type. */
export interface TextFinder {
  /** Most UTF-16 units. */
  readonly max: number;
  readonly find: Finder;
  /** Whether each text that passes `find` is clean, so that nobody has to look for unclean characters. */
  readonly isClean: boolean;
}

/** The checks of a text of the catalogue. */
export function textFinder(type: TextType, test: boolean): TextFinder {
  const isClean = CLEAN.has(type.t) || (type.t === "pattern" && CLEAN_PATTERNS.has(type.pattern));
  return { max: maxLength(type), find: finderOf(type, test), isClean };
}

/** The checks of a text that an expression describes. */
export function formFinder(pattern: RegExp, max: number): TextFinder {
  return { max, find: matches(pattern), isClean: false };
}

/** Most UTF-16 units of a text of the catalogue. */
export function maxLength(type: TextType): number {
  if (type.t === "jws") return SHORT_TOKENS.has(type.typ) ? MAX_TOKEN : MAX_JWS;
  return type.t === "sdjwt" ? MAX_SDJWT : MAX_TEXT;
}

/** What is wrong with a text, or `undefined`. The cheapest checks come first. */
export function findTextIssue(text: string, max: number, find: Finder): TextIssue {
  if (text.length > max) return "TEXT_TOO_LONG";
  return findUnclean(text) ?? find(text);
}

type Finder = (text: string) => TextIssue;

function finderOf(type: TextType, test: boolean): Finder {
  switch (type.t) {
    case "enum":
    case "code":
    case "band":
      return codeFinder(type.list, test);
    case "date":
      return (text) => findDateIssue(type.profile, text);
    case "instant":
      return findInstantIssue;
    case "duration":
      return matches(DURATION);
    case "uuid":
      return findUuidIssue;
    case "agency":
      return matches(new RegExp(TYPE_PATTERNS.agency, "u"));
    case "opaque":
      return (text) => findOpaqueIssue(text, type.bits / 8);
    case "bytes":
      return (text) => findOctetsIssue(text, type.min, type.max);
    case "digest":
      return (text) => findOctetsIssue(text, 32, 32);
    case "pattern":
      return patternFinder(type.pattern, test);
    case "path":
      return findPathIssue;
    case "fieldId":
      return (text) => {
        const known = findField(text) !== undefined || (type.orKind === true && text in KINDS);
        return known ? undefined : "FIELD_UNKNOWN";
      };
    case "jws":
      return findJwsIssue;
    case "sdjwt":
      return findSdJwtIssue;
  }
}

function matches(pattern: RegExp): Finder {
  return (text) => (pattern.test(text) ? undefined : "PATTERN_MISMATCH");
}

function patternFinder(name: string, test: boolean): Finder {
  const entry = PATTERNS[name];
  if (entry === undefined) throw new RangeError("the catalogue has no such pattern");
  const whole = new RegExp(entry.regex, "u");
  const country = COUNTRY_PREFIXES[name];
  return (text) => {
    if (!whole.test(text)) return "PATTERN_MISMATCH";
    if (name === "ip" && !isAddress(text)) return "PATTERN_MISMATCH";
    const code = country?.exec(text)?.[1];
    return code === undefined ? undefined : findCodeIssue("iso3166-1", code, test);
  };
}

function findPathIssue(text: string): TextIssue {
  if (!PATH.test(text)) return "PATTERN_MISMATCH";
  const slash = text.indexOf("/");
  const field = findField(text.slice(slash + 1));
  if (field === undefined) return "FIELD_UNKNOWN";
  return findOpaqueIssue(text.slice(0, slash), 16);
}

function findJwsIssue(text: string): TextIssue {
  const first = text.indexOf(".");
  const second = text.indexOf(".", first + 1);
  const isSound =
    isSomeBase64url(text.slice(0, first)) &&
    isSomeBase64url(text.slice(first + 1, second)) &&
    isSomeBase64url(text.slice(second + 1));
  if (isSound && first > 0 && second > first) return undefined;
  return JWS.test(text) ? "NOT_CANONICAL" : "PATTERN_MISMATCH";
}

const isSomeBase64url = (text: string): boolean => text !== "" && isBase64url(text);

/** Issuer-signed part, then disclosures, each ended by a tilde (RFC 9901, Section 4). */
function findSdJwtIssue(text: string): TextIssue {
  const [issued = "", ...rest] = text.split("~");
  const binding = rest.pop();
  if (binding === undefined) return "PATTERN_MISMATCH";
  const issue = findJwsIssue(issued) ?? (binding === "" ? undefined : findJwsIssue(binding));
  if (issue !== undefined) return issue;
  if (rest.some((disclosure) => disclosure === "")) return "PATTERN_MISMATCH";
  return rest.every(isBase64url) ? undefined : "NOT_CANONICAL";
}

/** IPv4 in four decimal octets, or IPv6 in the text form that URL parsers accept. */
function isAddress(text: string): boolean {
  if (!text.includes(":"))
    return text
      .split(".")
      .every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) < 256);
  return URL.canParse(`http://[${text}]/`);
}

const NO_TEXTS = ["bool", "int", "record", "personName", "choice", "sameAs"] as const;
/** Patterns that match ASCII without spaces only. */
const CLEAN_PATTERNS: ReadonlySet<string> = new Set(["semver", "agreement_id", "legal_basis"]);
/** Types whose texts are ASCII without spaces, or stand on a list of clean texts. */
const CLEAN: ReadonlySet<TextType["t"]> = new Set<TextType["t"]>([
  "enum",
  "code",
  "band",
  "date",
  "instant",
  "duration",
  "uuid",
  "agency",
  "opaque",
  "bytes",
  "digest",
  "path",
  "fieldId",
  "jws",
]);
const MAX_TEXT = 256;
/** Most characters of a consent assertion or an authorisation. */
export const MAX_TOKEN = 8192;
const SHORT_TOKENS: ReadonlySet<string> = new Set(["spp-authorisation+jwt", "spp-consent+jwt"]);
const MAX_JWS = 16_384;
const MAX_SDJWT = 131_072;
const PATH = new RegExp(TYPE_PATTERNS.path, "u");
const JWS = new RegExp(TYPE_PATTERNS.jws, "u");

/** Patterns whose values begin with a country. */
export const COUNTRY_PREFIXES: Readonly<Record<string, RegExp>> = {
  admin_area: /^([A-Z]{2})/,
  legal_basis: /^NAT-([A-Z]{2})#/,
  national_offence: /^([A-Z]{2}):/,
  unlocode_or_country: /^([A-Z]{2})/,
};
