/**
 * Problems of a part of a file, whose other parts are imported.
 *
 * `refuses` says what is lost: nothing, the cell, the row, or the rest of the file. With `shape` nothing
 * is lost, but the file is malformed.
 */
export const HTCDS_PROBLEMS = {
  HTCDS_COLUMN_UNKNOWN: { title: "The column is not one of HTCDS 2.0", refuses: "nothing" },
  HTCDS_JSON_MALFORMED: { title: "The JSON between two cases is malformed", refuses: "shape" },
  HTCDS_VALUE_UNKNOWN: { title: "The value is not in the list of the standard", refuses: "cell" },
  HTCDS_VALUE_MALFORMED: {
    title: "The value does not have the form of its field",
    refuses: "cell",
  },
  HTCDS_VALUE_TYPE: { title: "The value is of a type that no cell can have", refuses: "cell" },
  HTCDS_TOO_MANY_VALUES: {
    title: "The cell has more values than the field takes",
    refuses: "cell",
  },
  HTCDS_NAME_FORMS: { title: "A name lacks a form that the protocol asks for", refuses: "cell" },
  HTCDS_FORMULA: { title: "The cell begins like a spreadsheet formula", refuses: "cell" },
  HTCDS_CELL_NOT_UTF8: {
    title: "The cell has characters that are not UTF-8, or were lost before",
    refuses: "cell",
  },
  HTCDS_ROW_LENGTH: { title: "The row has more or fewer cells than the header", refuses: "row" },
  HTCDS_ROW_MALFORMED: { title: "The quotation marks of the row do not match", refuses: "row" },
  HTCDS_CASE_MALFORMED: { title: "The case is not JSON that can be read", refuses: "row" },
  HTCDS_CELL_TOO_LARGE: { title: "A cell is larger than the limit", refuses: "row" },
  HTCDS_ROW_TOO_LARGE: { title: "The row is larger than the limit", refuses: "row" },
  HTCDS_CATEGORY_UNDECIDED: {
    title: "The file does not say that the person is a victim or a possible victim",
    refuses: "row",
  },
  HTCDS_FILE_CUT: { title: "The file ends too early and may be cut off", refuses: "rest" },
  HTCDS_REST_UNREAD: { title: "The rest of the file was not read", refuses: "rest" },
  HTCDS_TOO_MANY_ROWS: { title: "The file has more rows than the limit", refuses: "rest" },
} as const satisfies Record<string, { title: string; refuses: Refusal }>;

type Refusal = "nothing" | "shape" | "cell" | "row" | "rest";

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
