export { openEpochFile } from "./node/epoch-file.ts";
export {
  type Agency,
  type OpenOptions,
  openAgency,
  type Plan,
  type Sent,
  type Taken,
} from "./node/open-agency.ts";
export {
  createRegistrySource,
  type RegistrySource,
  type RegistrySourceOptions,
} from "./node/registry-source.ts";
export { SCHEMA_VERSION } from "./store/sqlite/schema.ts";
export { openSqliteStore } from "./store/sqlite/store.ts";
