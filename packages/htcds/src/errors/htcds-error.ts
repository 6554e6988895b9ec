import { type ErrorEntry, errorRows, ProtocolError } from "@safepassage/core";
import type { SchemaIssue } from "@safepassage/schema";

/** Errors of {@link HtcdsError}: nothing was imported, or a request cannot be used. */
export const HTCDS_ERRORS = {
  ...errorRows("caller", "htcds#file", {
    HTCDS_NOT_UTF8:
      "The case file is not UTF-8. Export it again as CSV UTF-8; spreadsheet programs offer this beside plain CSV.",
    HTCDS_SEPARATOR_WRONG:
      "The case file uses another separator than the import was told. Give the right one with --separator, or export again with commas (RFC 4180).",
    HTCDS_CSV_MALFORMED:
      "The quotation marks of the header do not match. Write a quotation mark inside a cell twice, and put the cell in quotation marks (RFC 4180).",
  }),
  ...errorRows("caller", "htcds#header", {
    HTCDS_HEADER_MISSING:
      "The case file has no header that names columns of the standard. Put the field ids of HTCDS 2.0, or its labels, in the first line.",
    HTCDS_COLUMN_REPEATED:
      "Two columns of the case file stand for the same field. Keep one of the two; an importer cannot know which one counts.",
    HTCDS_COLUMN_AMBIGUOUS:
      "A column is named by a label that several fields of the standard have. Name it by its field id, as in hte_Latitude.",
  }),
  ...errorRows("caller", "htcds#bounds", {
    HTCDS_TOO_MANY_COLUMNS:
      "The case file has more columns than the limit. Export only columns of the standard.",
    HTCDS_HEADER_TOO_LARGE:
      "The first line of the case file is larger than the limit. Look for a quotation mark that is not closed, or for a file without line ends.",
  }),
  ...errorRows("caller", "htcds#statement", {
    HTCDS_STATEMENT_INVALID:
      "The importing agency's statement about its file is incomplete or wrong. Correct each place that is named; nothing in a statement has a default.",
  }),
  ...errorRows("caller", "htcds#additions", {
    HTCDS_ADDITIONS_INVALID:
      "An addition of the caseworker is not a value of the field it names. Give each addition as a field of the catalogue, its value and, where it differs, its nature.",
    HTCDS_ADDITION_CONFLICT:
      "An addition contradicts the case file, or fits in several places. Correct the case file first; an addition only says what the file cannot say.",
  }),
  ...errorRows("caller", "htcds#request", {
    HTCDS_REQUEST_INVALID:
      "The request of the caseworker is incomplete or wrong. Correct each place that is named; safepassage schema request prints what a request holds.",
  }),
  ...errorRows("caller", "htcds#which-case", {
    HTCDS_CASE_UNBOUND:
      'The request names its case by a row number alone. Write "case": { "id": … }, or { "row": …, "digest": … } as import htcds --report lists it.',
    HTCDS_CASE_MISSING:
      "The case that the request names was not imported. Check its id or row in the file. The report of an import lists the rows that became cases, and why others did not.",
    HTCDS_CASE_MOVED:
      "The row that the request names now holds another case; the named case is in another row. Look at both rows. If the case is the one you mean, write its present row number.",
    HTCDS_CASE_CHANGED:
      "The row that the request names was changed after the request was written. Look at the row. If it is still the person you mean, write its present digest.",
    HTCDS_CASE_SEVERAL:
      "Several rows have the case id that the request names. Each row is one person. Add the digest of the row you mean, as the report lists it.",
    HTCDS_CASE_REFUSED:
      "The row of the case that the request names was refused. Correct the named problem in the file, export it again and import it; no other row is used.",
    HTCDS_CASE_UNSURE:
      "It is not certain that only one row has the case id that the request names. Correct what the report says cannot be read; or look at the row, and add its digest if it is right.",
    HTCDS_CASE_ID_UNKNOWN:
      "The request names its case by an id, but the file has no case ids. State the name of the column of case ids as caseIdColumn, or name row and digest.",
  }),
} as const satisfies Record<string, ErrorEntry>;

export type HtcdsErrorCode = keyof typeof HTCDS_ERRORS;

/** The error of this package. {@link HTCDS_ERRORS} has its codes. */
export class HtcdsError extends ProtocolError<HtcdsErrorCode> {
  /** Of a file that a person has written: everything that is wrong with it, and what to do. */
  readonly issues: readonly SchemaIssue[];

  constructor(code: HtcdsErrorCode, message: string, issues: readonly SchemaIssue[] = []) {
    super(code, HTCDS_ERRORS[code], message);
    this.issues = issues;
  }
}
