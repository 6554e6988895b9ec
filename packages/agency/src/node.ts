export type { Agency, OpenOptions, Plan, Sent, Taken } from "./node/agency.ts";
export { FOLDER } from "./node/agency-folder.ts";
export { type Backup, type BackupOptions, backUp } from "./node/backup/back-up.ts";
export { type RestoreOptions, restore } from "./node/backup/restore.ts";
export { openEpochFile } from "./node/epoch-file.ts";
export { makeTestExchange, type TestExchangeOptions } from "./node/make-exchange.ts";
export { makeAgencyFolder, type NewAgency } from "./node/make-folder.ts";
export { openAgency } from "./node/open-agency.ts";
export {
  createRegistrySource,
  type RegistrySource,
  type RegistrySourceOptions,
} from "./node/registry-source.ts";
export type { ClockView } from "./setting/clock-watch.ts";
export type { BackupSummary, Filling, Snapshot } from "./store/backup/copy.ts";
export { openKeyFolder } from "./store/keys/key-folder.ts";
export { SCHEMA_VERSION } from "./store/sql/migrations.ts";
export { fillSqlite, openSqliteSnapshot } from "./store/sqlite/backup.ts";
export { openSqliteStore } from "./store/sqlite/store.ts";
