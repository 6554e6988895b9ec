import { coarsenDate } from "@safepassage/policy";
import type { DatePrecision } from "@safepassage/schema";

/** A range of ages in whole years, both ends included. */
export interface AgeRange {
  readonly from: number;
  readonly to: number;
}

/** Coarsens an EDTF date or interval, and drops marks of doubt. */
export function coarsen(edtf: string, to: DatePrecision): string {
  const ends = edtf
    .replace(/[~?]$/, "")
    .split("/")
    .map((date) => coarsenDate(date, to) ?? date);
  return ends[0] === ends[1] ? (ends[0] ?? "") : ends.join("/");
}

/** Computes the ages that a person born on an EDTF date can have on a day (`YYYY-MM-DD`). */
export function ageRange(birth: string, day: string): AgeRange {
  const date = birth.replace(/[~?]$/, "");
  const years = Number(day.slice(0, 4)) - Number(date.slice(0, 4));
  const rest = day.slice(5);
  const earliest = `${date}-01-01`.slice(5, 10);
  // "99" compares as later than every day of the month, or month of the year.
  const latest =
    date.length === 10 ? date.slice(5) : date.length === 7 ? `${date.slice(5)}-99` : "99";
  return { from: rest < latest ? years - 1 : years, to: rest < earliest ? years - 1 : years };
}
