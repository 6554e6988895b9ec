import { statSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { RegistryMark } from "@safepassage/trust";
import type { AgencyConfig } from "../config.ts";
import { FOLDER } from "../folder/names.ts";
import { AgencyError } from "../setting/agency-error.ts";
import { openToRead } from "../setting/open-to-read.ts";
import { requireFile } from "../setting/read-file.ts";
import { toStoreError } from "../setting/store-error.ts";
import { requireOwnLogAtRest } from "../store/file/own-log.ts";
import { COMMITS, readCommitCount } from "../store/keys/commit-count.ts";
import { isKeyFolderUsed, KEY_FILES } from "../store/keys/key-folder.ts";
import type { StoreGlance } from "../store/postgres/inspect.ts";
import type { ServerRisk } from "../store/postgres/place.ts";
import { isEarlierState } from "../store/sql/earlier-state.ts";
import { SCHEMA_VERSION } from "../store/sql/migrations.ts";
import { NEWEST_CONTENTS } from "../store/sql/newest-contents.ts";
import { requireKnown } from "../store/sqlite/migrate.ts";
import { requireSound } from "../store/sqlite/sound.ts";
import { OFFICER_MARK } from "./officer-key.ts";
import { readPostgresPlace } from "./open-store.ts";

/** What can be seen of a database without opening it for work. */
export interface StoreView {
  readonly state: "absent" | "present";
  /** Version of its tables. */
  readonly version?: number;
  /** When its program last looked at the clock and found it right. Instant. */
  readonly clockSeen?: string;
  /** Mark of the newest registry that was taken. */
  readonly newest?: RegistryMark;
  /** The set of keys that its contents are encrypted with. */
  readonly keys?: string;
  /** The newest messages whose contents are held, by digest. */
  readonly contents?: readonly string[];
  /** A digest of the officer key that it is used with. */
  readonly officer?: string;
  /** Whether it was put back to an earlier state, and nobody has confirmed that yet. */
  readonly isEarlier?: true;
  /** What its server is set to that a person should look at. */
  readonly risks?: readonly ServerRisk[];
}

/**
 * Looks at the database of a folder. Nothing in it is changed, and another program may be using it.
 *
 * @throws {@link AgencyError} `GATEWAY_STORE_UNREADABLE`, `GATEWAY_STORE_LINKED`, `GATEWAY_STORE_INCOMPATIBLE`,
 *   `GATEWAY_STORE_LOST`, `GATEWAY_STORE_AWAY`.
 */
export async function inspectStore(
  folder: string,
  { store }: Pick<AgencyConfig, "store">,
): Promise<StoreView> {
  // Before the database is read: a gateway that runs counts on.
  const known = readCommitCount(join(folder, FOLDER.contentKeys, KEY_FILES.commits));
  if (store?.engine === "postgres") {
    const { inspectPostgres } = await import("../postgres.ts");
    return viewIn(folder, known, await inspectPostgres(readPostgresPlace(folder, store)));
  }
  const path = join(folder, FOLDER.database);
  try {
    return viewIn(folder, known, inspectSqlite(path));
  } catch (error) {
    throw toStoreError(error, FOLDER.database);
  }
}

/** Keys that were used belong to a database that is lost, if this one names none. Tables of earlier versions had none. */
function viewIn(folder: string, known: number, glance: StoreGlance): StoreView {
  const isNew = glance.version === 0 || glance.version >= FIRST_ENCRYPTED;
  if (
    isNew &&
    glance.mark["keys"] === undefined &&
    isKeyFolderUsed(join(folder, FOLDER.contentKeys))
  ) {
    throw new AgencyError("GATEWAY_STORE_LOST", "the database is new, and its keys are not");
  }
  const isEarlier = isEarlierState(glance.mark, known);
  return { ...toView(glance), ...(isEarlier && { isEarlier }) };
}

function inspectSqlite(path: string): StoreGlance {
  requireFile(`${path}.lock`);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
    if (log !== undefined && log.size > 0) {
      throw unreadable(`${FOLDER.database}-wal is there, but its database is not`);
    }
    return { version: 0, mark: {} };
  }
  if (!found.isFile()) throw unreadable("it is no file");
  if (found.size === 0) throw unreadable("it is empty");
  if (found.nlink > 1) throw new AgencyError("GATEWAY_STORE_LINKED", "it has more than one name");
  requireOwnLogAtRest(path, COMMITS, `${path}.lock`);
  const db = openToRead(path, WAIT_MS);
  try {
    requireKnown(db);
    requireSound(db);
    const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
    const mark = readMarks(db);
    if (version !== SCHEMA_VERSION) return { version, mark };
    return { version, mark, newest: readNewest(db) };
  } finally {
    db.close();
  }
}

/** Tables that another program has made may lack what is asked for, whatever version they name. */
function readNewest(db: DatabaseSync): readonly string[] {
  const tables =
    "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name IN ('draft', 'inbox', 'outbox')";
  if (db.prepare(tables).all().length < 3) return [];
  return db
    .prepare(NEWEST_CONTENTS)
    .all()
    .map(({ digest }) => String(digest));
}

/** Notes of the program about itself. Tables of an earlier version may lack them. */
function readMarks(db: DatabaseSync): Readonly<Record<string, string>> {
  const table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'mark'";
  if (db.prepare(table).get() === undefined) return {};
  const rows = db
    .prepare(
      "SELECT name, value FROM mark WHERE name IN ('clock', 'commits', 'earlier', 'keys', 'officer', 'registry')",
    )
    .all();
  return Object.fromEntries(rows.map(({ name, value }) => [String(name), String(value)]));
}

/** @param found - Version of the tables, 0 for none, and the program's notes about itself. */
function toView({ version, mark, newest: contents, risks }: StoreGlance): StoreView {
  const ofServer = risks !== undefined && { risks };
  if (version === 0) return { state: "absent", ...ofServer };
  const read = (name: string): unknown => mark[name] && JSON.parse(mark[name]);
  const clock = read("clock") as { readonly seen?: string } | undefined;
  const newest = read("registry") as RegistryMark | undefined;
  const { keys, [OFFICER_MARK]: officer } = mark;
  return {
    ...{ state: "present", version },
    ...(clock?.seen !== undefined && { clockSeen: clock.seen }),
    ...(newest !== undefined && { newest }),
    ...(keys !== undefined && { keys }),
    ...(contents !== undefined && { contents }),
    ...(officer !== undefined && { officer }),
    ...ofServer,
  };
}

/** The first version whose contents are encrypted. */
const FIRST_ENCRYPTED = 8;
/** Another program may hold the file for a moment, while it starts. */
const WAIT_MS = 1000;

const unreadable = (message: string) => new AgencyError("GATEWAY_STORE_UNREADABLE", message);
