export {
  type AccountEntry,
  type ExportAccount,
  type Lacking,
  LOSS_REASONS,
  type LossReason,
  mergeAccounts,
} from "./account.ts";
export { type CaseRecord, parseCaseRecord } from "./case-record.ts";
export {
  type CodeMapping,
  type Crosswalk,
  CTDC_VARIABLES,
  crosswalk,
  type ListMapping,
  mapCode,
  NIEM_NAMESPACE,
  type Relation,
  STANDARDS,
  type Standard,
  type TargetList,
} from "./crosswalk.ts";
export { CROSSWALK_ERRORS, CrosswalkError, type CrosswalkErrorCode } from "./crosswalk-error.ts";
export { ctdcCsv } from "./ctdc-csv.ts";
export { type CtdcExport, type CtdcOptions, type CtdcRow, exportCtdc } from "./export-ctdc.ts";
export {
  exportNiem,
  type NiemDocument,
  type NiemExport,
  type NiemOptions,
  type NiemTraffickingEvent,
  type NiemVictim,
  niemDocument,
} from "./export-niem.ts";
