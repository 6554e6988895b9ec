import { findCrosswalk, HTCDS_FIELDS, type LeftReason, looseName } from "../standard/standard.ts";
import type { LeftBehind } from "./row.ts";

/** One column of a file: of the standard, or unknown. */
export interface FileColumn {
  /** Column of the standard; for others the file's own name, cleaned, or `column <n>`. */
  readonly column: string;
  readonly known: boolean;
  /** Why the whole column stays behind, or null for one that is mapped. */
  readonly left: LeftReason | null;
  /** What a row leaves behind of a column that stays behind as a whole. */
  readonly filled: LeftBehind;
  readonly empty: LeftBehind;
}

/** The columns of a file and where each is found; JSON adds them as it names them. */
export interface Columns {
  readonly all: readonly FileColumn[];
  /** Index of a column of the standard, or `undefined` where the file has none such. */
  indexOf(column: string): number | undefined;
  /** Index of the column of case ids, once a file has named it. */
  caseId(): number | undefined;
  /** Whether this name of the file is that of the column of case ids. */
  isCaseId(name: string): boolean;
  /**
   * Adds a column at the end, and returns its index.
   *
   * @param name - What the file calls it.
   * @param key - By which it is found; the column if not given.
   */
  add(column: string, known: boolean, name: string, key?: string): number;
}

/**
 * Makes an empty set of columns.
 *
 * @param caseIdColumn - What the file calls the column of its case ids, where it has one.
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

/** What a name in a file means: a column of the standard, several of them, or none. */
export type NamedColumn = { readonly column: string } | "ambiguous" | undefined;

/** Finds a column of the standard by field id or label, in one section of it or in all. */
export function findColumn(name: string, section?: string): NamedColumn {
  const found = (section === undefined ? ALL : SECTIONS.get(section))?.get(looseName(name));
  if (found === undefined) return undefined;
  return found === AMBIGUOUS ? "ambiguous" : { column: found };
}

/** Finds a section of the standard by its name, and returns the name that the standard writes. */
export const findSection = (name: string): string | undefined => SECTION_NAMES.get(looseName(name));

/** The file's own name where it looks like one, else the position: a name could be content. */
export function shownName(name: string, position: number): string {
  const text = name.trim();
  return /^[A-Za-z][A-Za-z0-9 _./-]{0,63}$/.test(text) ? text : `column ${position}`;
}

/** Columns by loose id and loose label; a label that several columns have is ambiguous. */
function namesOf(fields: typeof HTCDS_FIELDS): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { column, label } of fields) {
    const labels = [looseName(label), looseName(label.replace(/^EXAMPLE QUESTION/, ""))];
    for (const name of new Set(labels)) {
      if (name !== "") names.set(name, names.has(name) ? AMBIGUOUS : column);
    }
  }
  // Ids last: an id that is also the label of another column means the column with the id.
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
