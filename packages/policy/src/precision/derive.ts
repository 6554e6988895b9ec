import { isJsonObject, type Json } from "@safepassage/core";
import { CODE_LISTS, datePrecision, findCode } from "@safepassage/schema";

/** What a coarser value is derived from. */
export interface Source {
  readonly value: Json | undefined;
  /** Member that holds the date, if the value is a record. */
  readonly member: string | undefined;
  /** Date of the evaluation, for ages. */
  readonly asOf: string | undefined;
}

/** Derives the value of a rung from a finer one; `undefined` if that is impossible. */
export type Derivation = (source: Source, precision: string | undefined) => Json | undefined;

/**
 * The derivations that the catalogue's ladders name. Missing are those that need more than the value:
 * a place needs a gazetteer, and sums of transactions need countries that accounts do not hold.
 */
export const DERIVATIONS: Readonly<Record<string, Derivation>> = {
  truncateDate: (source, precision) => onDate(source, (date) => truncateDate(date, precision)),
  coarsenPeriod: (source, precision) => onDate(source, (date) => coarsenPeriod(date, precision)),
  ageBandFromDateOfBirth: ({ value, asOf }) =>
    isJsonObject(value) && typeof value["edtf"] === "string" && asOf !== undefined
      ? ageBandFromDateOfBirth(value["edtf"], asOf)
      : undefined,
  countryFromAdminArea: ({ value }) => (typeof value === "string" ? value.slice(0, 2) : undefined),
  dropDocumentNumber: ({ value }) => {
    if (!isJsonObject(value)) return undefined;
    const { number: _dropped, ...rest } = value;
    return rest;
  },
  exploitationOfSexualSubtype: () => "sexualExploitation",
  // A national code beside the international one may name the subtype, so it is dropped.
  iccsParent: ({ value }) =>
    isJsonObject(value) && typeof value["iccs"] === "string"
      ? { iccs: value["iccs"].slice(0, 4) }
      : undefined,
  typologyParent: ({ value }) =>
    typeof value === "string" ? findCode("finance_typology", value)?.parent : undefined,
};

/** Cuts a birth date to month or year. Marks of approximation stay. */
export function truncateDate(date: string, precision: string | undefined): string | undefined {
  const bare = date.replace(/[~?]$/, "");
  const length = precision === "year" ? 4 : 7;
  return bare.length < length ? undefined : bare.slice(0, length) + date.slice(bare.length);
}

/**
 * Coarsens a date, or both ends of an interval, to month, quarter or year. An interval with equal ends
 * becomes a single date.
 */
export function coarsenPeriod(period: string, precision: string | undefined): string | undefined {
  if (period.includes("T")) return undefined;
  const ends = period.split("/").map((end) => coarsenDate(end, precision));
  if (ends.includes(undefined)) return undefined;
  return [...new Set(ends)].join("/");
}

/**
 * Finds the band of the age in a month or year. `undefined` if the dates allow more than one band, as where a birthday in
 * that month or year makes an adult, or the birth date is marked uncertain or approximate.
 */
export function ageBandFromDateOfBirth(birth: string, asOf: string): string | undefined {
  const isCertain = /^\d{4}(-\d\d(-\d\d)?)?$/.test(birth) && /^\d{4}(-\d\d)?$/.test(asOf);
  if (!isCertain) return undefined;
  const oldest = bandOf(ageAt(firstDay(birth), lastDay(asOf)));
  const youngest = bandOf(ageAt(lastDay(birth), firstDay(asOf)));
  return oldest === youngest ? oldest : undefined;
}

const firstDay = (date: string): string => `${date}-01-01`.slice(0, 10);

/** "31" serves as the end of every month, because days are only compared as texts of equal length. */
const lastDay = (date: string): string =>
  date.length === 4 ? `${date}-12-31` : `${date}-31`.slice(0, 10);

function onDate(
  { value, member }: Source,
  change: (date: string) => string | undefined,
): Json | undefined {
  if (member === undefined) return typeof value === "string" ? change(value) : undefined;
  if (!isJsonObject(value)) return undefined;
  const date = value[member];
  const changed = typeof date === "string" ? change(date) : undefined;
  return changed === undefined ? undefined : { ...value, [member]: changed };
}

/** Coarsens one date to month, quarter or year; `undefined` if it is not finer. */
export function coarsenDate(date: string, precision: string | undefined): string | undefined {
  const has = datePrecision(date);
  if (precision === "year") return date.slice(0, 4);
  if (precision === "quarter") {
    if (has === "quarter") return date;
    if (has === "year") return undefined;
    return `${date.slice(0, 5)}${33 + Math.floor((Number(date.slice(5, 7)) - 1) / 3)}`;
  }
  const isFine = has === "month" || has === "day";
  return precision === "month" && isFine ? date.slice(0, 7) : undefined;
}

function ageAt(birth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return birth.slice(5) <= day.slice(5) ? years : years - 1;
}

function bandOf(age: number): string | undefined {
  return CODE_LISTS["age_band_ctdc"]?.codes.find(
    ({ ["from"]: from, ["to"]: to }) => Number(from) <= age && age <= Number(to),
  )?.code;
}
