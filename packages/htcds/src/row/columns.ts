import { findCrosswalk, HTCDS_FIELDS, type LeftReason, looseName } from "../standard/standard.ts";

/** The cells of one row, each at the index of its column. */
export type Cells = readonly (string | undefined)[];

/** A column whose content is not, or not all, in the groups of a case. */
export interface LeftBehind {
  readonly column: string;
  readonly reason: LeftReason;
  /** Whether the cell had any content. */
  readonly hadValue: boolean;
}

/** One column of a file, of the standard or unknown. */
export interface FileColumn {
  /** Column of the standard; otherwise the file's own name, or `column <n>` if that is unsafe to show. */
  readonly column: string;
  readonly known: boolean;
  /** Why the whole column is left behind; null for a mapped column. */
  readonly left: LeftReason | null;
  /** Account entries of a row for a column that is left behind as a whole. */
  readonly filled: LeftBehind;
  readonly empty: LeftBehind;
}

/** The columns of a file and their indexes. JSON files add columns as their names appear. */
export interface Columns {
  readonly all: readonly FileColumn[];
  /** Index of a column of the standard; `undefined` if the file does not have it. */
  indexOf(column: string): number | undefined;
  /** Index of the column of case ids, once its name has appeared. */
  caseId(): number | undefined;
  /** Whether this is the file's name for the column of case ids. */
  isCaseId(name: string): boolean;
  /**
   * Adds a column at the end and returns its index.
   *
   * @param name - The file's name for it.
   * @param key - Key for {@link Columns.indexOf}. Default: the column.
   */
  add(column: string, known: boolean, name: string, key?: string): number;
}

/**
 * Creates an empty set of columns.
 *
 * @param caseIdColumn - The file's name for its column of case ids, if it has one.
 */
export function createColumns(caseIdColumn?: string): Columns {
  const loose = caseIdColumn === undefined ? undefined : looseName(caseIdColumn);
  let caseId: number | undefined;
  const all: FileColumn[] = [];
  const indexes = new Map<string, number>();
  const isCaseId = (name: string): boolean => loose !== undefined && looseName(name) === loose;
  return {
    all,
    indexOf: (column) => indexes.get(column),
    caseId: () => caseId,
    isCaseId,
    add(column, known, name, key = column) {
      if (isCaseId(name)) caseId ??= all.length;
      const other = isCaseId(name) ? "caseId" : "unknownColumn";
      const left = known ? (findCrosswalk(column)?.left ?? null) : other;
      const reason = left ?? "unusable";
      all.push({
        column,
        known,
        left,
        filled: { column, reason, hadValue: true },
        empty: { column, reason, hadValue: false },
      });
      indexes.set(key, all.length - 1);
      return all.length - 1;
    },
  };
}

/** What a column name means: one column of the standard, several, or none. */
export type NamedColumn = { readonly column: string } | "ambiguous" | undefined;

/** Finds a column of the standard by field id or label, in one section or in all. */
export function findColumn(name: string, section?: string): NamedColumn {
  const found = (section === undefined ? ALL : SECTIONS.get(section))?.get(looseName(name));
  if (found === undefined) return undefined;
  return found === AMBIGUOUS ? "ambiguous" : { column: found };
}

/** Finds a section of the standard by name, and returns the standard's spelling. */
export const findSection = (name: string): string | undefined => SECTION_NAMES.get(looseName(name));

/** The file's name for a column if it looks like a name, else its position: it could be content. */
export function shownName(name: string, position: number): string {
  const text = name.trim();
  return /^[A-Za-z][A-Za-z0-9 _./-]{0,63}$/.test(text) ? text : `column ${position}`;
}

/** Columns by loose id and loose label. A label that several columns share is ambiguous. */
function namesOf(fields: typeof HTCDS_FIELDS): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { column, label } of fields) {
    const labels = [looseName(label), looseName(label.replace(/^EXAMPLE QUESTION/, ""))];
    for (const name of new Set(labels)) {
      if (name !== "") names.set(name, names.has(name) ? AMBIGUOUS : column);
    }
  }
  // Ids last, because an id wins over another column's label.
  for (const { column } of fields) names.set(looseName(column), column);
  return names;
}

const AMBIGUOUS = "";
const ALL = namesOf(HTCDS_FIELDS);
const SECTIONS = new Map(
  [...Map.groupBy(HTCDS_FIELDS, ({ section }) => section)].map(
    ([section, fields]) => [section, namesOf(fields)] as const,
  ),
);
const SECTION_NAMES = new Map([...SECTIONS.keys()].map((name) => [looseName(name), name] as const));
