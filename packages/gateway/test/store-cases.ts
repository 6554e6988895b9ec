import { linkSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AgencyError } from "@safepassage/agency";
import {
  backUp,
  fillSqlite,
  openKeyFolder,
  openSqliteSnapshot,
  openSqliteStore,
  restore,
  SCHEMA_VERSION,
} from "@safepassage/agency/node";
import { openPostgresStore } from "@safepassage/agency/postgres";
import { startPooler } from "@safepassage/testing/pooler";
import { inject } from "vitest";
import { inLittleRoom } from "./little-room.ts";
import { newDatabase } from "./new-database.ts";
import { NOW } from "./world.ts";

/** A digest that no message has. */
const UNKNOWN = "0".repeat(43);

/** Opens a file as the database of a gateway. Returns the code it is refused with. */
const database =
  (prepare: (path: string) => Promise<() => unknown>) => async (): Promise<string | undefined> => {
    const folder = mkdtempSync(join(tmpdir(), "safepassage-codes-"));
    const path = join(folder, "gateway.db");
    const release = await prepare(path);
    try {
      const store = openSqliteStore(path);
      await store.ready?.().finally(() => store.close());
      return undefined;
    } catch (error) {
      return error instanceof AgencyError ? error.code : String(error);
    } finally {
      release();
      rmSync(folder, { recursive: true });
    }
  };

/** Does something in a folder of its own. Returns the code it is refused with. */
const inFolder =
  (work: (folder: string) => Promise<unknown>) => async (): Promise<string | undefined> => {
    const folder = mkdtempSync(join(tmpdir(), "safepassage-codes-"));
    return codeOf(work(folder)).finally(() => rmSync(folder, { recursive: true }));
  };

const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    ({ code }) => code,
  );

/** Opens a new database of a server, of which an administrator has set something. `$` is its name. */
const onDatabase = (sql: string) => async (): Promise<string | undefined> => {
  const { place, query } = await newDatabase("codes");
  await query(sql.replace("$", place.database));
  return codeOf(openPostgresStore(place, () => openKeyFolder("/nowhere")));
};

/** Codes that the databases, the file of keys and the backups of an agency lead to. */
export const OF_STORES: Readonly<Record<string, () => Promise<string | undefined>>> = {
  GATEWAY_STORE_IN_USE: database(async (path) => {
    const store = openSqliteStore(path);
    return () => store.close();
  }),
  GATEWAY_STORE_LINKED: database(async (path) => {
    await openSqliteStore(path).close();
    linkSync(path, `${path}.backup`);
    return () => {};
  }),
  GATEWAY_STORE_INCOMPATIBLE: database(async (path) => {
    const db = new DatabaseSync(path);
    db.exec("PRAGMA user_version = 99");
    db.close();
    return () => {};
  }),
  GATEWAY_STORE_UNREADABLE: database(async (path) => {
    writeFileSync(path, "no database ".repeat(1000));
    return () => {};
  }),
  GATEWAY_STORE_LOST: database(async (path) => {
    const store = openSqliteStore(path);
    await store.ready?.();
    await store.close();
    const keys = openKeyFolder(`${path}.keys`);
    keys.journal.add([{ digest: UNKNOWN, at: NOW }]);
    keys.close();
    rmSync(path);
    return () => {};
  }),
  GATEWAY_STORE_MIXED: database(async (path) => {
    const store = openSqliteStore(path);
    await store.ready?.();
    const log = readFileSync(`${path}-wal`);
    for (const value of ["1", "2"]) await store.transaction(({ marks }) => marks.set("m", value));
    await store.close();
    writeFileSync(`${path}-wal`, log);
    return () => {};
  }),
  GATEWAY_KEYS_MISSING: database(async (path) => {
    const store = openSqliteStore(path);
    await store.ready?.();
    await store.close();
    rmSync(`${path}.keys`, { recursive: true });
    return () => {};
  }),
  GATEWAY_KEYS_DIFFER: database(async (path) => {
    for (const name of [path, `${path}.other`]) {
      const store = openSqliteStore(name);
      await store.ready?.();
      await store.close();
    }
    rmSync(`${path}.keys`, { recursive: true });
    renameSync(`${path}.other.keys`, `${path}.keys`);
    return () => {};
  }),
  GATEWAY_KEYS_INCOMPLETE: inFolder(async (folder) => {
    const keys = join(folder, "keys");
    const opened = openKeyFolder(keys);
    opened.keys.begin();
    opened.journal.add([]);
    opened.close();
    // A message whose key is not among those.
    const row = { digest: UNKNOWN, content: new Uint8Array(40) };
    const snapshot = {
      schema: SCHEMA_VERSION,
      rows: (table: string) => (table === "inbox" ? [row] : []),
      close: async () => {},
    };
    const to = { to: join(folder, "to"), keysTo: join(folder, "keys-to"), backupDays: 30 };
    return backUp({ snapshot, keys, ...to });
  }),
  GATEWAY_BACKUP_INVALID: inFolder(async (folder) => {
    const [file, database] = [join(folder, "cut.backup"), join(folder, "agency.db")];
    writeFileSync(file, '["head",{"format":"safepassage-backup"');
    const filling = fillSqlite(database);
    return restore({ file, filling, keys: join(folder, "keys") });
  }),
  GATEWAY_BACKUP_UNWRITABLE: inFolder(async (folder) => {
    const [path, keys] = [join(folder, "agency.db"), join(folder, "keys")];
    const store = openSqliteStore(path, () => openKeyFolder(keys));
    await store.ready?.();
    await store.close();
    // A file stands where the folder would.
    return backUp({
      ...{ snapshot: openSqliteSnapshot(path), keys, to: path, backupDays: 30 },
      keysTo: join(folder, "keys-to"),
    });
  }),
  GATEWAY_STORE_AWAY: async () => {
    const nowhere = { host: "/nowhere", database: "agency", user: "agency" };
    return codeOf(openPostgresStore(nowhere, () => openKeyFolder("/nowhere")));
  },
  GATEWAY_STORE_POOLED: async () => {
    const { host, user } = inject("postgres");
    const pooler = await startPooler(host, "transaction", 1);
    const place = { host: pooler.host, user, database: "postgres" };
    return codeOf(openPostgresStore(place, () => openKeyFolder("/nowhere"))).finally(() =>
      pooler.stop(),
    );
  },
  GATEWAY_STORE_REFUSED: async () => {
    const missing = { ...inject("postgres"), database: "missing" };
    return codeOf(openPostgresStore(missing, () => openKeyFolder("/nowhere")));
  },
  GATEWAY_STORE_READ_ONLY: onDatabase("alter database $ set default_transaction_read_only = on"),
  GATEWAY_STORE_UNSAFE: onDatabase("create unlogged table mark (name text)"),
  GATEWAY_STORE_FULL: async () => {
    const folder = mkdtempSync(join(tmpdir(), "safepassage-codes-"));
    const program = `
      import { openSqliteStore } from ${JSON.stringify(import.meta.resolve("@safepassage/agency/node"))};
      try { openSqliteStore(${JSON.stringify(join(folder, "gateway.db"))}); }
      catch (error) { console.log(error.code); }`;
    try {
      return inLittleRoom(16, "--input-type=module", "-e", program);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
