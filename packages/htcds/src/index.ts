export type { RandomOctets } from "@safepassage/schema";
export type { ImportedCase, ImportedRow, RefusedRow } from "./case/import-row.ts";
export {
  type ImportStatement,
  importStatementSchema,
  parseImportStatement,
} from "./case/statement.ts";
export type { Separator } from "./csv/csv-reader.ts";
export { HTCDS_ERRORS, HtcdsError, type HtcdsErrorCode } from "./errors/htcds-error.ts";
export { HTCDS_PROBLEMS, type HtcdsProblem, type HtcdsProblemCode } from "./errors/problem.ts";
export { type HtcdsImport, type ImportOptions, importHtcds, streamHtcds } from "./import-htcds.ts";
export {
  type AdditionOptions,
  type Additions,
  applyAdditions,
  parseAdditions,
} from "./request/additions.ts";
export {
  type CaseFinder,
  type CaseName,
  createCaseFinder,
  findCase,
  personOf,
} from "./request/find-case.ts";
export {
  type CaseRequest,
  caseRequestSchema,
  parseCaseRequest,
  type RequestConsent,
} from "./request/request.ts";
export { type CutPrecision, renewIds, selectFields } from "./request/select.ts";
export type { LeftBehind } from "./row/columns.ts";
export {
  type CaseEntry,
  type ImportReport,
  type LeftColumn,
  MAX_CASES,
  MAX_PROBLEMS,
} from "./row/report.ts";
export { NORMALISATIONS, type Normalisation } from "./row/row.ts";
export { type CaseSource, DEFAULT_LIMITS, type ImportLimits } from "./source/case-source.ts";
export {
  CROSSWALK,
  type CrosswalkEntry,
  HTCDS_FIELDS,
  type HtcdsField,
  LEFT_REASONS,
  type LeftReason,
} from "./standard/standard.ts";
