/**
 * What can be wrong with one column or one row while the rest of the file is imported.
 *
 * `row` says whether the row is refused because of it.
 */
export const HTCDS_PROBLEMS = {
  HTCDS_COLUMN_UNKNOWN: { title: "The column is not one of HTCDS 2.0", row: false },
  HTCDS_ROW_LENGTH: { title: "The row has more or fewer cells than the header", row: true },
  HTCDS_CELL_TOO_LARGE: { title: "A cell is larger than the limit", row: true },
  HTCDS_CATEGORY_UNDECIDED: {
    title: "The file does not say that the person is a victim or a possible victim",
    row: true,
  },
  HTCDS_VALUE_UNKNOWN: { title: "The value is not in the list of the standard", row: false },
  HTCDS_VALUE_MALFORMED: { title: "The value does not have the form of its field", row: false },
  HTCDS_TOO_MANY_VALUES: { title: "The field takes fewer values", row: false },
  HTCDS_NAME_FORMS: { title: "A name lacks a form that the protocol asks for", row: false },
} as const;

export type HtcdsProblemCode = keyof typeof HTCDS_PROBLEMS;

/** One finding about a file. Never holds the content of a cell. */
export interface HtcdsProblem {
  /** Line of the file on which the row begins, the header on line 1. */
  readonly line: number;
  /** Column of the standard; for others the header's text or `column <n>`; empty for a row. */
  readonly column: string;
  /** What was expected there, one phrase. */
  readonly expected: string;
  readonly code: HtcdsProblemCode;
}
