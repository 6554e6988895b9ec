import { join } from "node:path";
import { type Clock, toInstant } from "@safepassage/core";
import type { AgencyConfig, StoreConfig } from "../config.ts";
import { folderFault, folderInvalid } from "../folder/fault.ts";
import { openToOthers } from "../folder/modes.ts";
import { FOLDER } from "../folder/names.ts";
import { readOfficerKey } from "../folder/parts.ts";
import { readTextPart } from "../folder/read-part.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { Filling, Snapshot } from "../store/backup/copy.ts";
import { openKeyFolder } from "../store/keys/key-folder.ts";
import type { StoreKeys } from "../store/keys/message-keys.ts";
import type { AgencyStore } from "../store/ports.ts";
import { isInClear } from "../store/postgres/in-clear.ts";
import type { PostgresPlace } from "../store/postgres/place.ts";
import {
  confirmEarlierState,
  type EarlierState,
  readEarlierState,
} from "../store/sql/earlier-state.ts";
import type { UpgradeHearer } from "../store/sql/upgrade-progress.ts";
import { fillSqlite, openSqliteSnapshot } from "../store/sqlite/backup.ts";
import { openSqliteStore } from "../store/sqlite/store.ts";
import { joinOfficerKey, takeOfficerKey } from "./officer-key.ts";

type Chosen = Pick<AgencyConfig, "store">;

/**
 * Opens, or creates, the database that `agency.json` names, with the keys that lie in the folder. It is ready to be used:
 * what was erased since a backup is erased again.
 *
 * @param onUpgrade - Gets the progress of an upgrade of the tables.
 * @throws AgencyError `GATEWAY_STORE_*`, `GATEWAY_KEYS_*`, `GATEWAY_OFFICER_KEY_DIFFERS`; `AGENCY_FOLDER_INVALID` for files
 *   that it names.
 */
export function openStore(
  folder: string,
  chosen: Chosen,
  onUpgrade?: UpgradeHearer,
): Promise<AgencyStore> {
  return openReady(folder, chosen, (store) => joinOfficerKey(folder, store), onUpgrade);
}

/**
 * Has the database of a folder go on with the officer key that is there, where the one before is lost.
 *
 * @returns Whether it was another one than before.
 * @throws AgencyError as {@link openStore}; `AGENCY_FOLDER_INVALID` if the file holds no officer key.
 */
export async function acceptOfficerKey(
  folder: string,
  chosen: Chosen,
  onUpgrade?: UpgradeHearer,
): Promise<boolean> {
  const { value, faults } = readOfficerKey(folder);
  if (value === undefined) throw folderInvalid(faults);
  const store = await openReady(folder, chosen, async () => {}, onUpgrade);
  return takeOfficerKey(folder, store).finally(() => store.close());
}

/**
 * Has the database of a folder go on as it is, where it was put back to an earlier state.
 *
 * @returns What is known of the earlier state. `undefined` if the database is in none, or a person has confirmed it.
 * @throws AgencyError as {@link openStore}.
 */
export async function acceptEarlierState(
  folder: string,
  chosen: Chosen,
  { now }: Clock,
  onUpgrade?: UpgradeHearer,
): Promise<EarlierState | undefined> {
  const store = await openStore(folder, chosen, onUpgrade);
  try {
    return await store.transaction(async (tx) => {
      const state = await readEarlierState(tx);
      if (state !== undefined) await confirmEarlierState(tx, toInstant(now()));
      return state;
    });
  } finally {
    await store.close();
  }
}

async function openReady(
  folder: string,
  { store: chosen }: Chosen,
  settle: (store: AgencyStore) => Promise<void>,
  onUpgrade?: UpgradeHearer,
): Promise<AgencyStore> {
  const keys = (): StoreKeys => openKeyFolder(join(folder, FOLDER.contentKeys));
  const store =
    chosen?.engine === "postgres"
      ? await openPostgres(followPostgresPlace(folder, chosen), keys, onUpgrade)
      : openSqliteStore(join(folder, FOLDER.database), keys, onUpgrade);
  try {
    await store.ready?.();
    await settle(store);
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}

/** Opens a snapshot of the database, for a backup. A gateway may be working with it. @throws as {@link openStore}. */
export async function openSnapshot(folder: string, { store: chosen }: Chosen): Promise<Snapshot> {
  return chosen?.engine === "postgres"
    ? (await postgres()).openPostgresSnapshot(readPostgresPlace(folder, chosen))
    : openSqliteSnapshot(join(folder, FOLDER.database));
}

/** Opens a new database in the place of the one of the folder, for a restore. @throws as {@link openStore}. */
export async function openFilling(folder: string, { store: chosen }: Chosen): Promise<Filling> {
  return chosen?.engine === "postgres"
    ? (await postgres()).fillPostgres(readPostgresPlace(folder, chosen))
    : fillSqlite(join(folder, FOLDER.database));
}

const openPostgres = async (
  place: () => PostgresPlace,
  keys: () => StoreKeys,
  onUpgrade: UpgradeHearer | undefined,
): Promise<AgencyStore> => (await postgres()).openPostgresStore(place, keys, undefined, onUpgrade);

/** Whoever uses SQLite loads no client of another database. */
const postgres = () => import("../postgres.ts");

type PostgresConfig = Extract<StoreConfig, { readonly engine: "postgres" }>;

/**
 * Reads the files that the configuration names again before each connection: who changes the role's password writes the new one
 * there, and need not start the gateway again. In the middle of such a change what was read last counts.
 *
 * @throws AgencyError `AGENCY_FOLDER_INVALID` at first, never from what it returns.
 */
export function followPostgresPlace(folder: string, config: PostgresConfig): () => PostgresPlace {
  let last = readPostgresPlace(folder, config);
  return () => {
    try {
      last = readPostgresPlace(folder, config);
    } catch (error) {
      if (!(error instanceof AgencyError)) throw error;
    }
    return last;
  };
}

/**
 * Reads where a PostgreSQL database is, with the files that the configuration names.
 *
 * @throws AgencyError `AGENCY_FOLDER_INVALID`.
 */
export function readPostgresPlace(folder: string, config: PostgresConfig): PostgresPlace {
  const { passwordFile, authorities: file, host, port, database, user } = config;
  const password = passwordFile === undefined ? undefined : readTextPart(folder, passwordFile);
  const authorities = file === undefined ? undefined : readTextPart(folder, file);
  const place = { place: "/store/authorities" };
  const faults = [
    // First: such a server is not asked, and gets no password.
    ...(isInClear({ host, authorities: file })
      ? [folderFault("STORE_IN_CLEAR", FOLDER.config, place)]
      : []),
    ...(password?.faults ?? []),
    ...(authorities?.faults ?? []),
    ...(passwordFile === undefined ? [] : openToOthers(folder, passwordFile)),
  ];
  if (faults.length > 0) throw folderInvalid(faults);
  return {
    ...{ host, database, user },
    ...(port !== undefined && { port }),
    ...(password?.value !== undefined && { password: password.value }),
    ...(authorities?.value !== undefined && { authorities: authorities.value }),
  };
}
