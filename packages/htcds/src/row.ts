import type { FileColumn } from "./header.ts";
import type { HtcdsProblem, HtcdsProblemCode } from "./problem.ts";
import { type LeftReason, matchPicklist } from "./standard.ts";

/** What was changed in a cell before it was read, by kind. */
export const NORMALISATIONS = {
  spaces: "spaces at the ends, non-breaking or doubled",
  unicode: "composed to Unicode NFC",
  spelling: "another spelling of a value of the standard",
  country: "a three-letter code of a country to two letters",
  language: "a bibliographic code of a language to ISO 639-3",
  phone: "a telephone number to E.164 with its plus sign",
  coordinate: "a coordinate to five decimals",
  fillerDate: "1 January of an estimated birth date to the year",
} as const;

export type Normalisation = keyof typeof NORMALISATIONS;

/** A column whose content, or a part of it, is not in the groups of a case. */
export interface LeftBehind {
  readonly column: string;
  readonly reason: LeftReason;
  /** Whether the cell had any content. */
  readonly hadValue: boolean;
}

/** Reads the cells of one row by column and keeps account of what becomes of each. */
export interface RowReader {
  readonly line: number;
  /** Content of a cell, cleaned; empty where the file has no such column. */
  read(column: string): string;
  /** Codes of a picklist, several separated by semicolons; each that cannot be used is noted. */
  codes(column: string): readonly string[];
  /** Notes that content stays behind. */
  leave(column: string, reason: LeftReason): void;
  /** Notes a problem with a cell, whose content then stays behind. */
  refuse(column: string, code: HtcdsProblemCode, expected: string): void;
  normalised(column: string, kind: Normalisation): void;
  readonly left: readonly LeftBehind[];
  readonly problems: readonly HtcdsProblem[];
  readonly normalisations: readonly { readonly column: string; readonly kind: Normalisation }[];
}

/** Makes a reader of one row. The cells are as many as the columns. */
export function createRowReader(
  line: number,
  columns: readonly FileColumn[],
  cells: readonly string[],
): RowReader {
  const left: LeftBehind[] = [];
  const problems: HtcdsProblem[] = [];
  const normalisations: { readonly column: string; readonly kind: Normalisation }[] = [];
  const content = new Map<string, string>();
  const clean = (column: string, cell: string): string => {
    const spaced = cell.replace(/\s+/gu, " ").trim();
    if (spaced !== cell) normalisations.push({ column, kind: "spaces" });
    const text = spaced.normalize("NFC");
    if (text !== spaced) normalisations.push({ column, kind: "unicode" });
    return text;
  };
  columns.forEach(({ column, left: reason }, index) => {
    const cell = cells[index] ?? "";
    if (reason === null) content.set(column, clean(column, cell));
    else left.push({ column, reason, hadValue: cell.trim() !== "" });
  });

  const reader: RowReader = {
    line,
    left,
    problems,
    normalisations,
    read: (column) => content.get(column) ?? "",
    codes(column) {
      const codes = new Set<string>();
      for (const part of splitValues(reader.read(column))) {
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
      // One finding for a cell: a cell of four thousand semicolons is not four thousand problems.
      if (!problems.some((known) => known.column === column && known.code === code)) {
        problems.push({ line, column, expected, code });
      }
      reader.leave(column, "unusable");
    },
    normalised(column, kind) {
      normalisations.push({ column, kind });
    },
  };
  return reader;
}

/** Values of a multi-select cell, separated by semicolons as case systems export them. */
export function splitValues(text: string): readonly string[] {
  return text
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
