import { isJsonObject, type Json, type JsonObject } from "@safepassage/core";
import type { HtcdsProblem } from "../errors/problem.ts";
import type { ImportLimits } from "../source/case-source.ts";
import { type Cells, type Columns, findColumn, findSection, shownName } from "./columns.ts";
import { COLUMN_EXPECTED } from "./header.ts";

type CellProblem = Omit<HtcdsProblem, "line">;

/** The cells of one case in JSON, each at the index of its column. */
export interface JsonCells {
  readonly cells: Cells;
  /** Cells of the second and later historic events. */
  readonly events: readonly Cells[];
  /** Values of a type that no cell can have. */
  readonly refused: readonly CellProblem[];
  /** Unknown column names that appear for the first time. */
  readonly problems: readonly HtcdsProblem[];
}

/**
 * Turns a JSON object into cells. Members are named by field id or label, directly or in the standard's
 * sections; the section of historic events may be a list.
 *
 * @returns the cells, or what was expected instead if the object cannot be a case.
 */
export function toCells(
  object: JsonObject,
  line: number,
  columns: Columns,
  { columns: maxColumns, cellCharacters }: ImportLimits,
): JsonCells | CellProblem {
  const cells: (string | undefined)[] = [];
  const events: (string | undefined)[][] = [];
  const refused: CellProblem[] = [];
  const problems: HtcdsProblem[] = [];
  let fault: CellProblem | undefined;

  const place = (name: string, section?: string): { index: number; column: string } => {
    const match = findColumn(name, section);
    const isKnown = match !== undefined && match !== "ambiguous";
    const column = isKnown ? match.column : shownName(name, columns.all.length + 1);
    // All spellings of the case id column share one key: a second column would hide an id.
    const key = isKnown ? column : `${UNKNOWN}${columns.isCaseId(name) ? "" : name}`;
    const known = columns.indexOf(key);
    if (known !== undefined) return { index: known, column };
    if (columns.all.length >= maxColumns) {
      fault ??= { code: "HTCDS_ROW_LENGTH", column: "", expected: `at most ${maxColumns} columns` };
      return { index: -1, column };
    }
    const index = columns.add(column, isKnown, name, key);
    if (!isKnown && !columns.isCaseId(name)) {
      const expected =
        match === "ambiguous" ? "a field id: several have this label" : COLUMN_EXPECTED;
      problems.push({ line, column, expected, code: "HTCDS_COLUMN_UNKNOWN" });
    }
    return { index, column };
  };

  const fill = (to: (string | undefined)[], name: string, value: Json, section?: string): void => {
    const { index, column } = place(name, section);
    if (index < 0) return;
    if (to[index] !== undefined) {
      fault ??= { code: "HTCDS_CASE_MALFORMED", column, expected: "one member for each field" };
      return;
    }
    const text = toText(value);
    // A column left behind as a whole is only counted, so its values may be anything. Case ids are read.
    const isLeft = columns.all[index]?.left !== null && !columns.isCaseId(name);
    to[index] = text ?? (isLeft ? "present" : "");
    if (text === undefined && !isLeft) {
      const expected = "a text, a number or a list of them";
      refused.push({ column, expected, code: "HTCDS_VALUE_TYPE" });
    }
    if (text !== undefined && text.length > cellCharacters) {
      const expected = `at most ${cellCharacters} characters`;
      fault ??= { code: "HTCDS_CELL_TOO_LARGE", column, expected };
    }
  };

  const fillSection = (name: string, section: string, value: Json): void => {
    const parts = Array.isArray(value) ? (value as readonly Json[]) : [value];
    parts.forEach((part, index) => {
      if (part === null) return;
      if (!isJsonObject(part)) {
        refused.push({ column: name, expected: "an object", code: "HTCDS_VALUE_TYPE" });
        return;
      }
      const own: (string | undefined)[] = [];
      for (const [member, content] of Object.entries(part)) {
        fill(index === 0 ? cells : own, member, content, section);
      }
      if (index === 0) return;
      const isTaken = section === EVENTS && events.length < MAX_EVENTS - 1;
      if (isTaken) events.push(own);
      own.forEach((cell, at) => {
        const entry = columns.all[at];
        if (entry === undefined) return;
        // A column left behind as a whole is counted once, whichever item of the list has it.
        if (entry.left !== null) cells[at] ||= cell;
        else if (!isTaken) refused.push({ column: entry.column, ...TOO_MANY });
      });
    });
  };

  for (const [name, value] of Object.entries(object)) {
    const section = isNested(value) ? findSection(name) : undefined;
    if (section !== undefined) fillSection(section, section, value);
    else fill(cells, name, value);
  }
  return fault ?? { cells, events, refused, problems };
}

const isNested = (value: Json): boolean =>
  isJsonObject(value) || (Array.isArray(value) && value.some((one) => isJsonObject(one)));

/** Writes a value as the cell of a CSV file would hold it; `undefined` if no cell can. */
function toText(value: Json): string | undefined {
  if (typeof value === "string") return value;
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  // A number of more than 15 digits may have been rounded by the parser: refuse it.
  if (typeof value === "number") return isExact(value) ? String(value) : undefined;
  if (!Array.isArray(value)) return undefined;
  const parts = (value as readonly Json[]).map((part) =>
    isJsonObject(part) || Array.isArray(part) ? undefined : toText(part),
  );
  return parts.includes(undefined) ? undefined : parts.join(";");
}

const isExact = (value: number): boolean =>
  /^-?\d{1,15}$|^-?\d{1,3}\.\d{1,12}$/.test(String(value)) && Number.isFinite(value);

const EVENTS = "Historic Trafficking Events";
const MAX_EVENTS = 8;
const TOO_MANY = { expected: "fewer of its section", code: "HTCDS_TOO_MANY_VALUES" } as const;
/** Prefix that keeps the file's own names apart from the standard's columns. */
const UNKNOWN = "unknown ";
