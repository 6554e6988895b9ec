import { dirname } from "node:path";
import type { RoomAt } from "../../setting/disk-room.ts";
import { isBusy } from "../../setting/lock-file.ts";
import { isDamage, isFull, toStoreError } from "../../setting/store-error.ts";
import { rememberFile } from "../file/watch-file.ts";
import { openKeyFolder } from "../keys/key-folder.ts";
import { createMemoryStoreKeys, type StoreKeys } from "../keys/message-keys.ts";
import type { AgencyStore } from "../ports.ts";
import type { SqlEngine } from "../sql/engine.ts";
import { createSqlStore } from "../sql/store.ts";
import type { UpgradeHearer } from "../sql/upgrade-progress.ts";
import { createSqliteKysely } from "./dialect.ts";
import { MEMORY, type OpenKeys, openSqliteFile } from "./file.ts";

/**
 * Opens, or creates, an {@link AgencyStore} in one SQLite file, for one process.
 *
 * A lock file beside it, `.lock`, is held until the store is closed or the process dies, so that two gateways never
 * deliver the same message. The file counts and not the path: no link or mount gets around the lock.
 *
 * Every commit reaches the disk (`synchronous = FULL`), and deleted data is overwritten (`secure_delete`). Only their
 * owner can read the files, even those that an earlier version left readable by others.
 *
 * @param path - File path, or `":memory:"`.
 * @param openKeys - Opens what the contents are encrypted with. Default: the folder `<path>.keys`; in memory for a
 *   database in memory. They are closed with the store.
 * @param onUpgrade - Gets the progress of an upgrade of the tables.
 * @param roomAt - Looks at the disk of a folder. Default: the system does.
 * @throws {@link AgencyError} `GATEWAY_STORE_*`; a transaction also throws `GATEWAY_STORE_FULL`,
 *   `GATEWAY_STORE_UNREADABLE`, `GATEWAY_KEYS_*`.
 */
export function openSqliteStore(
  path: string,
  openKeys: OpenKeys = path === MEMORY
    ? createMemoryStoreKeys
    : (place) => openKeyFolder(`${place}.keys`),
  onUpgrade?: UpgradeHearer,
  roomAt?: RoomAt,
): AgencyStore {
  let opened: StoreKeys | undefined;
  // After the file is locked: the keys are for one process too.
  const keys: OpenKeys = (place) => {
    opened ??= openKeys(place);
    return opened;
  };
  let engine: SqlEngine | undefined;
  try {
    const made = openSqliteEngine(path, keys, onUpgrade);
    engine = made;
    return createSqlStore(made, keys(made.place), roomAt);
  } catch (error) {
    void engine?.close();
    opened?.close();
    throw error;
  }
}

function openSqliteEngine(
  path: string,
  openKeys: OpenKeys,
  onUpgrade: UpgradeHearer | undefined,
): SqlEngine & { readonly place: string } {
  const opened = openSqliteFile(path, openKeys, onUpgrade);
  const { db, path: place, requireKept, scrub, close } = opened;
  // The log of a database that is written to lies beside it.
  const files = path === MEMORY ? [] : [rememberFile(path), rememberFile(`${place}-wal`)];
  const requireInPlace = (): void => {
    for (const require of files) require?.();
    requireKept?.();
  };
  let hasWritten = false;
  const kysely = createSqliteKysely(db, () => {
    hasWritten = true;
  });
  /** Whether the file or its disk has failed, and no later try could write. */
  let hasFailed = false;
  /** What has shown that the file is damaged. A write elsewhere in it proves nothing. */
  let damage: unknown;
  return {
    place,
    name: "sqlite",
    ...(path !== MEMORY && { folder: dirname(place) }),
    connection: 1,
    async connect() {},
    async begin() {
      hasWritten = false;
      requireInPlace();
      return patiently(() => kysely.startTransaction().execute());
    },
    get hasWritten() {
      return hasWritten;
    },
    failureOf(error) {
      const failure = toStoreError(error, path);
      hasFailed ||= failure !== error;
      if (isDamage(error)) damage ??= failure;
      return failure;
    },
    async clean() {
      scrub();
    },
    async isFull() {
      if (damage !== undefined) throw damage;
      requireInPlace();
      if (!hasFailed) return false;
      try {
        await patiently(async () => db.exec(TRY_ROOM));
        hasFailed = false;
      } catch (error) {
        if (!isFull(error)) throw error;
      }
      return hasFailed;
    },
    async close() {
      close();
    },
  };
}

/** Tries again for a second while another program holds the file locked. In between everybody else is answered. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const end = performance.now() + WAIT_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= end) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

const WAIT_MS = 1000;
const PAUSE_MS = 20;

/** Writes as much as an ordinary message takes, and removes it. A single row might still find room on a full disk. */
const TRY_ROOM = `
  INSERT OR REPLACE INTO mark (name, value) VALUES ('room', printf('%.*c', 262144, '0'));
  DELETE FROM mark WHERE name = 'room';
`;
