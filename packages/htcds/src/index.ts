export {
  type AdditionOptions,
  type Additions,
  applyAdditions,
  parseAdditions,
} from "./additions.ts";
export { type CaseSource, DEFAULT_LIMITS, type ImportLimits } from "./case-source.ts";
export type { Separator } from "./csv-reader.ts";
export {
  type CaseFinder,
  type CaseName,
  createCaseFinder,
  findCase,
  personOf,
} from "./find-case.ts";
export { HTCDS_ERRORS, HtcdsError, type HtcdsErrorCode } from "./htcds-error.ts";
export { type HtcdsImport, type ImportOptions, importHtcds, streamHtcds } from "./import-htcds.ts";
export type { ImportedCase, ImportedRow, RefusedRow } from "./import-row.ts";
export { HTCDS_PROBLEMS, type HtcdsProblem, type HtcdsProblemCode } from "./problem.ts";
export type { RandomOctets } from "./random-id.ts";
export {
  type CaseEntry,
  type ImportReport,
  type LeftColumn,
  MAX_CASES,
  MAX_PROBLEMS,
} from "./report.ts";
export {
  type CaseRequest,
  caseRequestSchema,
  parseCaseRequest,
  type RequestConsent,
} from "./request.ts";
export { type LeftBehind, NORMALISATIONS, type Normalisation } from "./row.ts";
export { type CutPrecision, renewIds, selectFields } from "./select.ts";
export {
  CROSSWALK,
  type CrosswalkEntry,
  HTCDS_FIELDS,
  type HtcdsField,
  LEFT_REASONS,
  type LeftReason,
} from "./standard.ts";
export { type ImportStatement, importStatementSchema, parseImportStatement } from "./statement.ts";
