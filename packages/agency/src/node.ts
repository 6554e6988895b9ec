export {
  FOLDER_FAULTS,
  type FolderFault,
  faultsOf,
  folderFault,
  folderInvalid,
  type Part,
  tellFaults,
} from "./folder/fault.ts";
export { findIdentityFault, type Identity } from "./folder/identity.ts";
export { openToOthers, openToOthersBelow, writableByOthers } from "./folder/modes.ts";
export { FOLDER } from "./folder/names.ts";
export {
  type AgencyParts,
  type AgreementFile,
  readAgencyParts,
  readAgreements,
  readPublicKey,
  readSigningKey,
} from "./folder/parts.ts";
export { lookAt, readPart, readTextPart } from "./folder/read-part.ts";
export type { Agency, OpenOptions, Plan, Sent, Taken, Withdrawn } from "./node/agency.ts";
export { type Backup, type BackupOptions, backUp } from "./node/backup/back-up.ts";
export { type LastBackup, lastBackup, noteBackup } from "./node/backup/last-backup.ts";
export { type BackupPlaces, requireApart } from "./node/backup/places.ts";
export { type Restored, type RestoreOptions, restore } from "./node/backup/restore.ts";
export { connectPatiently } from "./node/connect-patiently.ts";
export { openEpochFile } from "./node/epoch-file.ts";
export { inspectStore, type StoreView } from "./node/inspect-store.ts";
export { isStoreHeld } from "./node/is-held.ts";
export { lookAtStoreKeys } from "./node/look-at-keys.ts";
export { makeTestExchange, type TestExchangeOptions } from "./node/make-exchange.ts";
export { makeAgencyFolder, type NewAgency, writeNew } from "./node/make-folder.ts";
export { openAgency } from "./node/open-agency.ts";
export {
  acceptEarlierState,
  acceptOfficerKey,
  openFilling,
  openSnapshot,
  openStore,
} from "./node/open-store.ts";
export { type KeptEvidence, readEvidence } from "./node/read-evidence.ts";
export { openRegistryCopy } from "./node/registry-copy.ts";
export {
  createRegistrySource,
  createTextSource,
  type RegistryCopy,
  type RegistrySource,
  type RegistrySourceOptions,
} from "./node/registry-source.ts";
export { isAddress, readRegistryText } from "./node/registry-text.ts";
export { replaceFile } from "./node/replace-file.ts";
export { type ClockView, isPlausibleSince } from "./setting/clock-watch.ts";
export { isKeptForErasing, type Room, type RoomAt, roomOf } from "./setting/disk-room.ts";
export { giveToOwner, makeFile, makeFolder } from "./setting/give-to-owner.ts";
export { readFile } from "./setting/read-file.ts";
export { toStoreError } from "./setting/store-error.ts";
export type { BackupSummary, Filling, Snapshot } from "./store/backup/copy.ts";
export { KEY_FILES, openKeyFolder } from "./store/keys/key-folder.ts";
export { createMemoryStoreKeys } from "./store/keys/message-keys.ts";
export type { EarlierState } from "./store/sql/earlier-state.ts";
export { SCHEMA_VERSION } from "./store/sql/migrations.ts";
export type { UpgradeHearer, UpgradeProgress } from "./store/sql/upgrade-progress.ts";
export { fillSqlite, openSqliteSnapshot } from "./store/sqlite/backup.ts";
export { openSqliteStore } from "./store/sqlite/store.ts";
