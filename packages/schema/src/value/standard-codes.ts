import { CODE_LISTS } from "../catalogue/catalogue.ts";
import type { Code, ShortList } from "../catalogue/codes.ts";
import standards from "../catalogue/data/standards.json" with { type: "json" };
import type { TextIssue } from "./fault.ts";

/** Standards that are kept beside the catalogue with all their codes. */
export type StandardName = "iso3166-1" | "iso639-3" | "iso4217";

/** All codes of a standard, sorted. ISO 3166-1 alpha-2, ISO 639-3 or ISO 4217. */
export function standardCodes(name: StandardName): readonly string[] {
  const standard = standards[name];
  if ("codes" in standard) return standard.codes.split(" ");
  return standard.byFirstTwo.split(" ").flatMap(expand);
}

/**
 * What is wrong with a code of a list of the catalogue, or `undefined`.
 *
 * @param test - Whether the user-assigned countries XA to XE are admitted.
 */
export function findCodeIssue(listName: string, code: string, test: boolean): TextIssue {
  return codeFinder(listName, test)(code);
}

/** Whether a text is a code of a short list. */
export function isCode<List extends ShortList>(list: List, text: unknown): text is Code<List> {
  return typeof text === "string" && findCodeIssue(list, text, true) === undefined;
}

/** {@link findCodeIssue} for one list. */
export function codeFinder(listName: string, test: boolean): (code: string) => TextIssue {
  let members: ReadonlyMap<string, Membership> | undefined;
  return (code) => {
    members ??= membersOf(listName);
    const entry = members.get(code);
    if (entry === undefined) return "CODE_UNKNOWN";
    if (entry === "forbidden") return "CODE_FORBIDDEN";
    return entry === "test" && !test ? "CODE_TEST_ONLY" : undefined;
  };
}

/** Codes of a list of the catalogue that may stand in a message, codes for tests included. */
export function admittedCodes(listName: string): readonly string[] {
  return [...membersOf(listName)].flatMap(([code, entry]) => (entry === "forbidden" ? [] : [code]));
}

/** Whether a two-letter code is a country that exists only in tests. */
export function isTestCountry(code: string): boolean {
  return TEST_COUNTRIES.has(code);
}

/** `aabc` stands for `aab` and `aac`: ISO 639-3 takes a sixth of the octets in a bundle that it took as a list. */
function expand(word: string): string[] {
  const firstTwo = word.slice(0, 2);
  return [...word.slice(2)].map((third) => firstTwo + third);
}

type Membership = "admitted" | "forbidden" | "test";

function membersOf(listName: string): ReadonlyMap<string, Membership> {
  const known = members.get(listName);
  if (known !== undefined) return known;

  const list = CODE_LISTS[listName];
  if (list === undefined) throw new RangeError("the catalogue has no such list");
  const all = new Map<string, Membership>();
  const standard = list["path"];
  if (list["file"] === "standards.json" && typeof standard === "string") {
    for (const code of standardCodes(standard as StandardName)) all.set(code, "admitted");
  }
  for (const { code, forbidden } of list.codes) {
    all.set(code, forbidden === true ? "forbidden" : "admitted");
  }
  for (const code of list.extra ?? []) all.set(code, isTestCountry(code) ? "test" : "admitted");
  members.set(listName, all);
  return all;
}

// Built when first asked for: ISO 639-3 alone has 7,916 codes, and most messages need few of them.
const members = new Map<string, ReadonlyMap<string, Membership>>();
const TEST_COUNTRIES: ReadonlySet<string> = new Set(CODE_LISTS["iso3166-1"]?.extra ?? []);
