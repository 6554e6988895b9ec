import { CODE_LISTS, type Code } from "@safepassage/schema";

/** Youngest and oldest possible age, in whole years. */
export interface AgeRange {
  readonly youngest: number;
  readonly oldest: number;
}

/**
 * Computes the ages that a birth date of any precision allows on a day; `undefined` if the birth date is
 * after that day.
 *
 * @param birth - `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, a real date.
 * @param day - `YYYY-MM-DD`.
 */
export function agesOn(birth: string, day: string): AgeRange | undefined {
  const first = `${birth}-01-01`.slice(0, 10);
  // "31" serves as the end of every month, because dates are only compared.
  const last = birth.length === 4 ? `${birth}-12-31` : `${birth}-31`.slice(0, 10);
  const oldest = yearsBetween(first, day);
  const youngest = yearsBetween(last, day);
  return oldest < 0 ? undefined : { youngest: Math.max(0, youngest), oldest };
}

/** Finds the CTDC age band that holds the whole range, if one does. */
export function ageBandOf({ youngest, oldest }: AgeRange): string | undefined {
  return CODE_LISTS["age_band_ctdc"]?.codes.find(
    ({ from, to }) => Number(from) <= youngest && oldest <= Number(to),
  )?.code;
}

/**
 * Finds a person's age class. Anybody who may be under 18 is presumed to be.
 *
 * @see Directive 2011/36/EU, Art 13(2)
 */
export function ageClassOf(range: AgeRange | undefined): Code<"age_class"> {
  if (range === undefined) return "unknown";
  if (range.youngest >= ADULT) return "adult";
  return range.oldest < ADULT ? "child" : "presumedChild";
}

function yearsBetween(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5) < from.slice(5) ? years - 1 : years;
}

const ADULT = 18;
