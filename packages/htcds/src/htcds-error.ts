import { type ErrorEntry, ProtocolError } from "@safepassage/core";
import type { SchemaIssue } from "@safepassage/schema";

/** Codes of {@link HtcdsError}: nothing was imported, or a request cannot be used. */
export const HTCDS_ERRORS = {
  HTCDS_NOT_UTF8: {
    fault: "caller",
    title: "The case file is not UTF-8",
    hint: "Export it again as CSV UTF-8; spreadsheet programs offer this beside plain CSV.",
    spec: "htcds#file",
  },
  HTCDS_HEADER_MISSING: {
    fault: "caller",
    title: "The case file has no header that names columns of the standard",
    hint: "Put the field ids of HTCDS 2.0, or its labels, in the first line.",
    spec: "htcds#header",
  },
  HTCDS_SEPARATOR_WRONG: {
    fault: "caller",
    title: "The cells of the case file are separated by another sign than was said",
    hint: "Say which it is with --separator, or export again with the comma (RFC 4180).",
    spec: "htcds#file",
  },
  HTCDS_COLUMN_REPEATED: {
    fault: "caller",
    title: "Two columns of the case file stand for the same field",
    hint: "Keep one of the two; an importer cannot know which one counts.",
    spec: "htcds#header",
  },
  HTCDS_COLUMN_AMBIGUOUS: {
    fault: "caller",
    title: "A column is named by a label that several fields of the standard have",
    hint: "Name it by its field id, as in hte_Latitude.",
    spec: "htcds#header",
  },
  HTCDS_TOO_MANY_COLUMNS: {
    fault: "caller",
    title: "The case file has more columns than the limit",
    hint: "Export only columns of the standard.",
    spec: "htcds#bounds",
  },
  HTCDS_HEADER_TOO_LARGE: {
    fault: "caller",
    title: "The first line of the case file is larger than the limit",
    hint: "Look for a quotation mark that is not closed, or for a file without line ends.",
    spec: "htcds#bounds",
  },
  HTCDS_CSV_MALFORMED: {
    fault: "caller",
    title: "The quotation marks of the header do not match",
    hint: "Write a quotation mark inside a cell twice, and put the cell in quotation marks (RFC 4180).",
    spec: "htcds#file",
  },
  HTCDS_STATEMENT_INVALID: {
    fault: "caller",
    title: "What the importing agency states about its file is incomplete or wrong",
    hint: "Correct each place that is named; nothing in a statement has a default.",
    spec: "htcds#statement",
  },
  HTCDS_ADDITIONS_INVALID: {
    fault: "caller",
    title: "An addition of the caseworker is not a value of the field it names",
    hint: "Give each addition as a field of the catalogue, its value and, where it differs, its nature.",
    spec: "htcds#additions",
  },
  HTCDS_ADDITION_CONFLICT: {
    fault: "caller",
    title: "An addition says otherwise than the case file, or fits in several places",
    hint: "Correct the case file first; an addition says what the file cannot say.",
    spec: "htcds#additions",
  },
  HTCDS_REQUEST_INVALID: {
    fault: "caller",
    title: "The request of the caseworker is incomplete or wrong",
    hint: "Correct each place that is named; safepassage schema request prints what a request holds.",
    spec: "htcds#request",
  },
  HTCDS_CASE_UNBOUND: {
    fault: "caller",
    title: "The request names its case by the number of a row alone",
    hint: 'Write "case": { "id": … }, or { "row": …, "digest": … } as import htcds --report lists it.',
    spec: "htcds#which-case",
  },
  HTCDS_CASE_MISSING: {
    fault: "caller",
    title: "The case that the request names was not imported",
    hint: "Look into the report: it lists the rows that became cases, and why others were refused.",
    spec: "htcds#which-case",
  },
  HTCDS_CASE_MOVED: {
    fault: "caller",
    title: "The row that the request names holds another case now, and its own stands elsewhere",
    hint: "Look at both rows. If the case is the one that is meant, write its row as it is now.",
    spec: "htcds#which-case",
  },
  HTCDS_CASE_CHANGED: {
    fault: "caller",
    title: "The row that the request names was changed since the request was written",
    hint: "Look at the row. If it is still the person who is meant, write its digest as it is now.",
    spec: "htcds#which-case",
  },
  HTCDS_CASE_SEVERAL: {
    fault: "caller",
    title: "Several rows have the case id that the request names",
    hint: "Each row is one person. Add the digest of the row that is meant, as the report lists it.",
    spec: "htcds#which-case",
  },
  HTCDS_CASE_REFUSED: {
    fault: "caller",
    title: "The row of the case that the request names was refused",
    hint: "Correct in the file what is named, export it again, and import it; no other row is taken.",
    spec: "htcds#which-case",
  },
  HTCDS_CASE_UNSURE: {
    fault: "caller",
    title: "Nobody knows whether a single row has the case id that the request names",
    hint: "Correct what the report says cannot be read; or look at the row, and add its digest if it is the one.",
    spec: "htcds#which-case",
  },
  HTCDS_CASE_ID_UNKNOWN: {
    fault: "caller",
    title: "The request names its case by an id, and the file has none",
    hint: "State the name of the column of case ids as caseIdColumn, or name row and digest.",
    spec: "htcds#which-case",
  },
} as const satisfies Record<string, ErrorEntry>;

export type HtcdsErrorCode = keyof typeof HTCDS_ERRORS;

/** Thrown by everything in this package. See {@link HTCDS_ERRORS} for the codes. */
export class HtcdsError extends ProtocolError<HtcdsErrorCode> {
  /** Of a file that a person has written: everything that is wrong with it, and what to do. */
  readonly issues: readonly SchemaIssue[];

  constructor(code: HtcdsErrorCode, message: string, issues: readonly SchemaIssue[] = []) {
    super(code, HTCDS_ERRORS[code], message);
    this.issues = issues;
  }
}
