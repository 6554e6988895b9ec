import { coarsenDate } from "@safepassage/policy";
import { datePrecision, findField, LADDERS, laddersOf } from "@safepassage/schema";

/** The values of a field for a reader: the most precise ones, and which coarser forms stand beside them. */
export interface Told {
  readonly values: readonly unknown[];
  /** Precisions of the coarser forms that stand beside them, such as `month`. They say nothing new. */
  readonly coarser: readonly string[];
}

/**
 * Tells the values of a field from their coarser forms. A sender puts each coarser form of a date beside it, so that it can be shown to others
 * alone, and the recipient refuses a form that does not follow from the date (rule R67): it is one fact, told in several ways.
 *
 * @param values - Those of the field in one entry.
 */
export function tellForms(field: string, values: readonly unknown[]): Told {
  const member = dateOf(field);
  if (member === undefined) return { values, coarser: [] };
  const isForm = (value: unknown): boolean =>
    values.some((finer) => finer !== value && isCoarserForm(value, finer, member));
  const forms = values.filter(isForm).flatMap((value) => dateIn(value, member) ?? []);
  return {
    values: values.filter((value) => !isForm(value)),
    coarser: [...new Set(forms.map(datePrecision))],
  };
}

/**
 * Where the date stands whose coarser forms are put beside it: a member of the value, or `""` for the value itself. `undefined` for a field
 * that has none.
 */
function dateOf(field: string): string | undefined {
  const entry = findField(field);
  if (entry === undefined) return undefined;
  const ladder = laddersOf(entry).find(
    ({ name, rungBy }) =>
      rungBy === "precision" && LADDERS[name]?.some((rung) => rung.field === field) === true,
  );
  return ladder && (ladder.member ?? "");
}

function isCoarserForm(value: unknown, finer: unknown, member: string): boolean {
  const [date, full] = [dateIn(value, member), dateIn(finer, member)];
  if (date === undefined || full === undefined) return false;
  return (
    coarsen(full, datePrecision(date)) === date && restOf(value, member) === restOf(finer, member)
  );
}

/** A date, or both ends of an interval, to a precision. Marks of approximation stay. `undefined` where that is not coarser. */
function coarsen(date: string, precision: string): string | undefined {
  const [mark = ""] = /[~?]$/.exec(date) ?? [];
  const ends = date
    .slice(0, date.length - mark.length)
    .split("/")
    .map((end) => (datePrecision(end) === precision ? undefined : coarsenDate(end, precision)));
  return ends.includes(undefined) ? undefined : [...new Set(ends)].join("/") + mark;
}

function dateIn(value: unknown, member: string): string | undefined {
  const date = member === "" ? value : membersOf(value)[member];
  return typeof date === "string" ? date : undefined;
}

/** What a value says beside its date. */
const restOf = (value: unknown, member: string): string =>
  member === "" ? "" : JSON.stringify({ ...membersOf(value), [member]: "" });

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};
