import { DATE_PROFILES } from "../catalogue/catalogue.ts";
import type { TextIssue } from "./fault.ts";

/** Precision of an EDTF date of this protocol. */
export type DatePrecision = "year" | "quarter" | "month" | "day";

/**
 * Precision of a date, or of the start of an interval. The length tells; 33 to 36 in the place of a
 * month is a quarter (EDTF level 2). The date is trusted to be well-formed.
 */
export function datePrecision(edtf: string): DatePrecision {
  const date = (edtf.split("/", 1)[0] ?? "").replace(/[~?]$/, "");
  if (date.length === 4) return "year";
  if (date.length === 10) return "day";
  return date.slice(5) >= "33" ? "quarter" : "month";
}

/** What is wrong with a date of a profile of the catalogue, or `undefined`. */
export function findDateIssue(profile: string, text: string): TextIssue {
  if (!profilePattern(profile).test(text)) return "DATE_MALFORMED";
  // Nearly all dates are a single date without a mark.
  if (text.length <= 10 && !text.endsWith("~") && !text.endsWith("?") && !text.includes("/")) {
    return isRealDate(text) ? undefined : "DATE_IMPOSSIBLE";
  }
  const [start = "", end] = text.replace(/[~?]$/, "").split("/");
  if (!isRealDate(start) || (end !== undefined && !isRealDate(end))) return "DATE_IMPOSSIBLE";
  if (end === undefined) return undefined;
  if (datePrecision(start) !== datePrecision(end)) return "INTERVAL_UNEVEN";
  // An interval from a date to itself says no more than the date.
  return start < end ? undefined : "INTERVAL_REVERSED";
}

/** What is wrong with an instant `YYYY-MM-DDThh:mm:ssZ`, or `undefined`. No leap seconds. */
export function findInstantIssue(text: string): TextIssue {
  if (!INSTANT.test(text)) return "DATE_MALFORMED";
  const isTime = numberAt(text, 11) < 24 && numberAt(text, 14) < 60 && numberAt(text, 17) < 60;
  return isTime && isRealDay(text) ? undefined : "DATE_IMPOSSIBLE";
}

/**
 * Whether a birth date is 1 January standing in for a day nobody knows: at day precision, and marked
 * approximate (`~`) or uncertain (`?`). Rule R54 refuses these.
 */
export const isFillerBirthDate = ({ edtf }: BirthDate): boolean => /^\d{4}-01-01[~?]$/.test(edtf);

/**
 * Whether a birth date that was estimated or assessed says more than a year, which is all that an
 * estimate yields (LED Art 4(1)(d)). Rule R54 refuses these.
 */
export const isOverstatedBirthDate = ({ edtf, basis }: BirthDate): boolean =>
  (basis === "estimated" || basis === "ageAssessment") && datePrecision(edtf) !== "year";

interface BirthDate {
  readonly edtf: string;
  readonly basis: string;
}

function isRealDate(date: string): boolean {
  if (date.length >= 10) return isRealDay(date);
  const month = date.length >= 7 ? numberAt(date, 5) : 1;
  return (month >= 1 && month <= 12) || (month >= 33 && month <= 36);
}

/** Whether a text begins with a day that exists: `YYYY-MM-DD`. */
function isRealDay(text: string): boolean {
  const year = 100 * numberAt(text, 0) + numberAt(text, 2);
  const month = numberAt(text, 5);
  const day = numberAt(text, 8);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

/** The number that two decimal digits make. */
const numberAt = (text: string, place: number): number =>
  10 * (text.charCodeAt(place) - ZERO) + text.charCodeAt(place + 1) - ZERO;

function profilePattern(profile: string): RegExp {
  const known = compiled.get(profile);
  if (known !== undefined) return known;
  const entry = DATE_PROFILES[profile];
  if (entry === undefined) throw new RangeError("the catalogue has no such date profile");
  const pattern = new RegExp(entry.regex, "u");
  compiled.set(profile, pattern);
  return pattern;
}

const ZERO = 0x30;
const compiled = new Map<string, RegExp>();
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
/** PnY, PnM, PnD or PTnH. */
export const DURATION = /^P([1-9][0-9]{0,3}[YMD]|T[1-9][0-9]{0,3}H)$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
