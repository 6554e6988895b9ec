import type { DatePrecision } from "@safepassage/schema";

/** A range of ages in whole years, both ends included. */
export interface AgeRange {
  readonly from: number;
  readonly to: number;
}

/** Coarsens an EDTF date or interval, and drops marks of doubt. */
export function coarsenDate(edtf: string, to: DatePrecision): string {
  const ends = edtf
    .replace(/[~?]$/, "")
    .split("/")
    .map((date) => coarsenOne(date, to));
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

function coarsenOne(date: string, to: DatePrecision): string {
  const year = date.slice(0, 4);
  const month = Number(date.slice(5, 7));
  switch (to) {
    case "year":
      return year;
    case "quarter":
      return month > 12 ? date : `${year}-${QUARTER_ONE + Math.floor((month - 1) / 3)}`;
    case "month":
      return date.slice(0, 7);
    case "day":
      return date;
  }
}

/** EDTF level 2 writes quarters as months 33 to 36. */
const QUARTER_ONE = 33;
