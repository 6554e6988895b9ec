import crosswalk from "./data/crosswalk.json" with { type: "json" };
import fields from "./data/fields.json" with { type: "json" };

/** One row of HTCDS 2.0 (CC BY 4.0, © IOM; `data/fields.json` has source and conditions). */
export interface HtcdsField {
  /** Our name of the row: its id, or for the ten rows without one the name in `changes` of the data. */
  readonly column: string;
  readonly section: string;
  readonly status: string;
  readonly id: string;
  readonly label: string;
  readonly type: string;
  readonly values: readonly string[];
  readonly labels: readonly string[];
}

/** Where one row of the standard goes, or why it is left behind. */
export interface CrosswalkEntry {
  readonly column: string;
  /** Fields of the catalogue; null for a column that is always left behind. */
  readonly to: readonly string[] | null;
  readonly left: LeftReason | null;
  readonly why: string;
  /** Code of the catalogue by value of the standard; null if there is none. */
  readonly values?: Readonly<Record<string, string | null>>;
  /** Other spellings of values. */
  readonly aliases?: Readonly<Record<string, string>>;
}

/** Why the content of a column was left behind, as one phrase for a person. */
export const LEFT_REASONS = {
  freeText: "free text",
  staff: "identifies staff",
  whereabouts: "where the person is or can be found",
  organisation: "about an organisation",
  specialCategory: "special category of data",
  suspect: "offence data about a person",
  consent: "a check-box, not a consent to a transfer",
  caseId: "identifies the case",
  caseManagement: "about the file, not the person",
  question: "example question, not a field",
  notMapped: "not mapped",
  unknownColumn: "not a column of the standard",
  noCode: "the value has no code in the catalogue",
  unusable: "the value cannot be used",
  incomplete: "means nothing without another value",
  doubled: "another column says it more exactly",
  unstated: "the importing agency has not stated what it needs",
} as const;

export type LeftReason = keyof typeof LEFT_REASONS;

/** All 93 rows of the standard, in order. */
export const HTCDS_FIELDS: readonly HtcdsField[] = fields.fields;

/** One entry for each row of {@link HTCDS_FIELDS}, in the same order. */
export const CROSSWALK = crosswalk.columns as unknown as readonly CrosswalkEntry[];

const entries = new Map(CROSSWALK.map((entry) => [entry.column, entry]));
const standard = new Map(HTCDS_FIELDS.map((field) => [field.column, field]));

/** Finds the crosswalk entry of a column. */
export const findCrosswalk = (column: string): CrosswalkEntry | undefined => entries.get(column);

/** A value of a picklist: its code, and whether it was in the standard's own spelling. */
export interface PicklistMatch {
  readonly code: string | null;
  readonly exact: boolean;
}

/**
 * Finds a value of a picklist by value, label or alias, ignoring case and spaces.
 *
 * Spaces matter because the standard's own labels end in non-breaking ones, which exports keep or drop.
 */
export function matchPicklist(column: string, text: string): PicklistMatch | undefined {
  const codes = entries.get(column)?.values;
  if (codes === undefined) throw new RangeError("the column has no list");
  // Almost every cell has the standard's own spelling.
  const exact = codes[text];
  if (exact !== undefined && Object.hasOwn(codes, text)) return { code: exact, exact: true };
  const value = picklist(column).get(looseName(text));
  return value === undefined ? undefined : { code: codes[value] ?? null, exact: false };
}

/** Normalises a name for comparison: no case, no spaces, no invisible characters. */
export function looseName(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\s\p{Cf}]/gu, "")
    .toLowerCase();
}

function picklist(column: string): ReadonlyMap<string, string> {
  const known = picklists.get(column);
  if (known !== undefined) return known;
  const field = standard.get(column);
  const all = new Map<string, string>();
  field?.values.forEach((value, index) => {
    all.set(looseName(value), value);
    all.set(looseName(field.labels[index] ?? value), value);
  });
  for (const [alias, value] of Object.entries(entries.get(column)?.aliases ?? {})) {
    all.set(looseName(alias), value);
  }
  picklists.set(column, all);
  return all;
}

const picklists = new Map<string, ReadonlyMap<string, string>>();
