import type { HtcdsProblem, HtcdsProblemCode } from "../errors/problem.ts";
import { LOST_CHARACTER } from "../source/case-source.ts";
import { type LeftReason, matchPicklist } from "../standard/standard.ts";
import type { Cells, Columns, LeftBehind } from "./columns.ts";

/** Kinds of change made to a cell before it is read. */
export const NORMALISATIONS = {
  spaces: "spaces at the ends, non-breaking or doubled",
  unicode: "composed to Unicode NFC",
  spelling: "another spelling of a value of the standard",
  country: "a three-letter code of a country to two letters",
  language: "a bibliographic code of a language to ISO 639-3",
  phone: "a telephone number to E.164 with its plus sign",
  coordinate: "a coordinate to five decimals",
  estimatedDate: "an estimated birth date to the year",
} as const;

export type Normalisation = keyof typeof NORMALISATIONS;

/** Reads the cells of one row by column, and records what becomes of each. */
export interface RowReader {
  readonly line: number;
  /** Cleaned content of a cell; empty if the file has no such column or the content cannot be used. */
  read(column: string): string;
  /** Codes of a picklist, separated by semicolons. Unusable values are recorded. */
  codes(column: string): readonly string[];
  /** Records that the content is left behind. */
  leave(column: string, reason: LeftReason): void;
  /** Records a problem of a cell, whose content is then left behind. */
  refuse(column: string, code: HtcdsProblemCode, expected: string): void;
  normalised(column: string, kind: Normalisation): void;
  /** The same row with the cells of another event. Both share one account. */
  withEvent(cells: Cells): RowReader;
  readonly left: readonly LeftBehind[];
  readonly problems: readonly HtcdsProblem[];
  readonly normalisations: readonly { readonly column: string; readonly kind: Normalisation }[];
}

/** Creates a reader of one row. Each cell is at the index of its column. */
export function createRowReader(line: number, columns: Columns, cells: Cells): RowReader {
  const account: Account = { left: [], problems: [], normalisations: [] };
  columns.all.forEach(({ left, filled, empty }, index) => {
    if (left === null) return;
    const cell = cells[index] ?? "";
    account.left.push(cell === "" || cell.trim() === "" ? empty : filled);
  });
  return readerOf(line, columns, cells, account);
}

interface Account {
  readonly left: LeftBehind[];
  readonly problems: HtcdsProblem[];
  readonly normalisations: { readonly column: string; readonly kind: Normalisation }[];
}

function readerOf(line: number, columns: Columns, cells: Cells, account: Account): RowReader {
  const { left, problems, normalisations } = account;
  /** Cells that were read before, cleaned. */
  const cleaned: string[] = [];

  const reader: RowReader = {
    line,
    ...account,
    read(column) {
      const index = columns.indexOf(column);
      if (index === undefined) return "";
      const known = cleaned[index];
      if (known !== undefined) return known;
      const text = clean(column, cells[index] ?? "");
      cleaned[index] = text;
      return text;
    },
    codes(column) {
      const text = reader.read(column);
      if (text === "") return NO_CODES;
      // Most cells hold one value in the standard's own spelling.
      const only = text.includes(";") ? undefined : matchPicklist(column, text);
      if (only?.exact === true && only.code !== null) return [only.code];
      const codes = new Set<string>();
      for (const part of splitValues(text)) {
        const match = matchPicklist(column, part);
        if (match === undefined) {
          reader.refuse(column, "HTCDS_VALUE_UNKNOWN", "a value of the standard's list");
          continue;
        }
        if (!match.exact) normalisations.push({ column, kind: "spelling" });
        if (match.code === null) reader.leave(column, "noCode");
        else codes.add(match.code);
      }
      return [...codes];
    },
    leave(column, reason) {
      if (!left.some((entry) => entry.column === column)) {
        left.push({ column, reason, hadValue: true });
      }
    },
    refuse(column, code, expected) {
      // One problem per cell and code: a cell of 4,000 semicolons must not report 4,000 problems.
      if (!problems.some((known) => known.column === column && known.code === code)) {
        problems.push({ line, column, expected, code });
      }
      reader.leave(column, "unusable");
    },
    normalised(column, kind) {
      normalisations.push({ column, kind });
    },
    withEvent: (others) => readerOf(line, columns, others, account),
  };

  const clean = (column: string, cell: string): string => {
    if (PLAIN.test(cell)) return cell;
    if (cell.includes(LOST_CHARACTER)) {
      reader.refuse(column, "HTCDS_CELL_NOT_UTF8", "characters in UTF-8");
      return "";
    }
    const spaced = cell.replace(/\s+/gu, " ").trim();
    if (isFormula(column, spaced)) {
      reader.refuse(column, "HTCDS_FORMULA", "a value that does not begin with =, +, - or @");
      return "";
    }
    if (spaced !== cell) normalisations.push({ column, kind: "spaces" });
    const text = spaced.normalize("NFC");
    if (text !== spaced) normalisations.push({ column, kind: "unicode" });
    return text;
  };
  return reader;
}

/**
 * Whether a spreadsheet program would run a cell as a formula. Such a cell is never imported, because it
 * would run when the data are exported again. Full-width signs count as the plain ones.
 *
 * Telephone numbers may begin with a plus sign, and coordinates with a minus sign.
 *
 * @see OWASP, CSV Injection
 */
function isFormula(column: string, text: string): boolean {
  const start = text.slice(0, 2).normalize("NFKC");
  if (!/^[=+\-@]/.test(start)) return false;
  if (column === "prs_MobilePhone") return !/^\+[\d( ]/.test(start);
  if (column === "hte_Latitude" || column === "hte_Longitude") return !/^-\d/.test(start);
  return true;
}

/** Splits a multi-select cell at semicolons, as case systems export them. */
export function splitValues(text: string): readonly string[] {
  if (!text.includes(";")) return text === "" ? NO_CODES : [text];
  return text
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

const NO_CODES: readonly string[] = [];
/** Printable ASCII with single spaces, and no formula: most cells. */
const PLAIN = /^(?:[0-9A-Za-z][!-~]*(?: [!-~]+)*)?$/;
