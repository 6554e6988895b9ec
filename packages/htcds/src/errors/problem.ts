/**
 * Problems of a part of a file, whose other parts are imported.
 *
 * `refuses` says what is lost: nothing, the cell, the row, or the rest of the file. With `shape` nothing
 * is lost, but the file is malformed.
 */
export const HTCDS_PROBLEMS = {
  ...problems("nothing", {
    HTCDS_COLUMN_UNKNOWN: "The column is not one of HTCDS 2.0",
  }),
  ...problems("shape", {
    HTCDS_JSON_MALFORMED: "The JSON between two cases is malformed",
  }),
  ...problems("cell", {
    HTCDS_VALUE_UNKNOWN: "The value is not in the list of the standard",
    HTCDS_VALUE_MALFORMED: "The value does not have the form of its field",
    HTCDS_VALUE_TYPE: "The value is of a type that no cell can have",
    HTCDS_TOO_MANY_VALUES: "The cell has more values than the field takes",
    HTCDS_NAME_FORMS: "A name lacks a form that the protocol asks for",
    HTCDS_FORMULA: "The cell begins like a spreadsheet formula",
    HTCDS_CELL_NOT_UTF8: "The cell has characters that are not UTF-8, or were lost before",
  }),
  ...problems("row", {
    HTCDS_ROW_LENGTH: "The row has more or fewer cells than the header",
    HTCDS_ROW_MALFORMED: "The quotation marks of the row do not match",
    HTCDS_CASE_MALFORMED: "The case is not JSON that can be read",
    HTCDS_CELL_TOO_LARGE: "A cell is larger than the limit",
    HTCDS_ROW_TOO_LARGE: "The row is larger than the limit",
    HTCDS_CATEGORY_UNDECIDED:
      "The file does not say that the person is a victim or a possible victim",
  }),
  ...problems("rest", {
    HTCDS_FILE_CUT: "The file ends too early and may be cut off",
    HTCDS_REST_UNREAD: "The rest of the file was not read",
    HTCDS_TOO_MANY_ROWS: "The file has more rows than the limit",
  }),
};

export type HtcdsProblemCode = keyof typeof HTCDS_PROBLEMS;

/** One problem of a file. Never holds the content of a cell. */
export interface HtcdsProblem {
  /** Line of the file on which the row begins, counted from 1. */
  readonly line: number;
  /** Column of the standard, or the file's own name, or `column <n>`; empty for a whole row. */
  readonly column: string;
  /** What was expected instead, one phrase. */
  readonly expected: string;
  readonly code: HtcdsProblemCode;
}

type Refusal = "nothing" | "shape" | "cell" | "row" | "rest";

/** Makes the problems that cost the same. */
function problems<Code extends string>(refuses: Refusal, titles: Readonly<Record<Code, string>>) {
  const entries = Object.entries<string>(titles).map(([code, title]) => [code, { title, refuses }]);
  return Object.fromEntries(entries) as Readonly<Record<Code, { title: string; refuses: Refusal }>>;
}
