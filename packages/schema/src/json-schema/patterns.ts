import { FIELDS } from "../catalogue/catalogue.ts";
import { standardCodes } from "../value/standard-codes.ts";

// Expressions that ECMA-262, Python and Java read alike: no `\d` or `\w`, which Python reads as all
// of Unicode, no `\p`, no lookbehind, no flags.

/** A date that exists, or an interval of two that have one precision. */
export const CALENDAR: string = calendar();

/** An instant that exists. No leap seconds. */
export const INSTANT: string = `^(${day()})T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$`;

/** IPv4 in four octets, or IPv6 in the forms of RFC 4291, Section 2.2, without an IPv4 tail. */
export const ADDRESS: string = address();

/** White space of ECMA-262. */
const SPACE =
  "\\t\\n\\u000b\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";
/** The classes that Python reads as all of Unicode, as what stands between brackets. */
const CLASSES: Readonly<Record<string, string>> = { d: "0-9", w: "A-Za-z0-9_", s: SPACE };
/** Any character at all, which all read alike; an escape; a bracket; a dollar sign. */
const PARTS = /\[\\s\\S\]|\\.|[[\]$]/gs;

/**
 * An expression of a type of ours, written so that ECMA-262, Python and Java read its classes alike.
 *
 * A dollar sign inside brackets becomes an escape, since some programs put Python's `\Z` in the place of each.
 *
 * @param end - What stands for the end of the text. To Python and Java `$` is also the place before a last line end.
 */
export function alike(source: string, end = "$"): string {
  let isInside = false;
  return source.replaceAll(PARTS, (part) => {
    if (part === "[") isInside = true;
    if (part === "]") isInside = false;
    if (part === "$") return isInside ? "\\x24" : end;
    const letters = CLASSES[part.charAt(1).toLowerCase()];
    if (part.length !== 2 || letters === undefined) return part;
    const isNegated = part !== part.toLowerCase();
    if (isInside && isNegated) throw new RangeError(`no class is known for ${part} in brackets`);
    return isInside ? letters : `[${isNegated ? "^" : ""}${letters}]`;
  });
}

/** The end of a text, and nothing else. */
export const END = "(?![\\s\\S])";

/** Canonical base64url of this many octets: left-over bits are zero. */
export function octetsPattern(count: number): string {
  const left = count % 3;
  const free = Math.floor(count / 3) * 4 + left;
  return `[A-Za-z0-9_-]{${free}}${["", "[AQgw]", "[AEIMQUYcgkosw048]"][left] ?? ""}`;
}

/** Canonical base64url of any number of octets. */
export const SOME_OCTETS =
  "([A-Za-z0-9_-]{4})*([A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?";

/** Three parts of canonical base64url, none empty. */
export const TOKEN: string = Array(3).fill(`(?=[A-Za-z0-9_-])${SOME_OCTETS}`).join("\\.");

/** Any field of the catalogue. */
export function fieldPattern(): string {
  return `(${FIELDS.map(({ id }) => id.replaceAll(".", "\\.")).join("|")})`;
}

/** Any country of ISO 3166-1, and those that exist in tests only. */
export function countryPattern(testCountries: readonly string[]): string {
  return `(${[...standardCodes("iso3166-1"), ...testCountries].join("|")})`;
}

/**
 * Any character that no text may hold.
 *
 * Beyond the first plane the characters themselves stand in it: there the engines have no escape in
 * common.
 */
export function uncleanPattern(isUnclean: (character: string) => boolean): string {
  let text = "";
  let start: number | undefined;
  for (let code = 0; code <= 0x110000; code++) {
    const isIn = code <= 0x10ffff && isUnclean(String.fromCodePoint(code));
    if (isIn && start === undefined) start = code;
    if (isIn || start === undefined) continue;
    text += start === code - 1 ? letter(start) : `${letter(start)}-${letter(code - 1)}`;
    start = undefined;
  }
  return `[${text}]`;
}

function letter(code: number): string {
  if (code > 0xffff) return String.fromCodePoint(code);
  return `\\u${code.toString(16).padStart(4, "0")}`;
}

function day(): string {
  const leapYear = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)";
  return [
    "[0-9]{4}-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])",
    "[0-9]{4}-(0[469]|11)-(0[1-9]|[12][0-9]|30)",
    "[0-9]{4}-02-(0[1-9]|1[0-9]|2[0-8])",
    `${leapYear}-02-29`,
  ].join("|");
}

function calendar(): string {
  const precisions = ["[0-9]{4}", "[0-9]{4}-3[3-6]", "[0-9]{4}-(0[1-9]|1[0-2])", `(${day()})`];
  const intervals = precisions.map((one) => `${one}/${one}`);
  return `^((${precisions.join("|")})[~?]?|${intervals.join("|")})$`;
}

function address(): string {
  const octet = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  const piece = "[0-9a-f]{1,4}";
  const ofSix = [1, 2, 3, 4, 5, 6].map(
    (after) => `(${piece}:){1,${7 - after}}(:${piece}){1,${after}}`,
  );
  const forms = [
    `${octet}(\\.${octet}){3}`,
    `(${piece}:){7}${piece}`,
    `(${piece}:){1,7}:`,
    ...ofSix,
    `:((:${piece}){1,7}|:)`,
  ];
  return `^(${forms.join("|")})$`;
}
