import { join } from "node:path";
import { AgencyError } from "../../setting/agency-error.ts";
import { openToRead } from "../../setting/open-to-read.ts";
import { isThere, requireFile } from "../../setting/read-file.ts";
import { toStoreError } from "../../setting/store-error.ts";
import { requireOwnLogAtRest } from "../file/own-log.ts";
import { requireJournal } from "./erasure-journal.ts";
import { openKekFile } from "./kek-file.ts";
import { KEY_FILES } from "./key-folder.ts";
import { isBegun, KEY_WRITES } from "./message-key-file.ts";
import { erasedBy, readOwnJournal } from "./read-journal.ts";

/** Something that is wrong with the keys of contents. */
export interface KeyFault {
  /** One of {@link KEY_FILES}. */
  readonly file: string;
  readonly error: AgencyError;
}

/**
 * Looks whether the keys of a folder are those that a database names, as a program does that opens both. Nothing is made,
 * changed or locked, and a gateway may be working with them.
 *
 * @param named - The set of keys that the database names; `undefined` if it names none, or cannot be asked.
 * @param newest - Digests of the newest contents that the database holds. A file of keys from before them lacks theirs.
 */
export function findKeyFaults(
  folder: string,
  named: string | undefined,
  newest: readonly string[] = [],
): readonly KeyFault[] {
  const at = (file: string): string => join(folder, file);
  const { kek, keys, journal } = KEY_FILES;
  const look = <T>(file: string, work: (path: string) => T) => tryOut(file, at(file), work);
  const journalFault = look(journal, (path) => isThere(path) && requireJournal(path)).faults;
  // A new database makes what is missing.
  if (named === undefined && look(keys, isThere).value === false) return journalFault;
  const held = look(keys, (path) => readAbout(path, named, at(KEY_FILES.lock)));
  const lacking =
    held.value === undefined
      ? []
      : look(keys, (path) => requireKeys(path, newest, at(journal))).faults;
  const wrapper = look(kek, (path) => openKekFile(path, false).id);
  const differs =
    held.value?.kek !== undefined && wrapper.value !== undefined && held.value.kek !== wrapper.value
      ? [{ file: kek, error: differ(`${at(kek)} has not wrapped the keys of ${at(keys)}`) }]
      : [];
  return [...held.faults, ...lacking, ...wrapper.faults, ...differs, ...journalFault];
}

interface Tried<T> {
  readonly value?: T;
  readonly faults: readonly KeyFault[];
}

function tryOut<T>(file: string, path: string, work: (path: string) => T): Tried<T> {
  try {
    return { value: work(path), faults: [] };
  } catch (thrown) {
    const error = toStoreError(thrown, path);
    if (!(error instanceof AgencyError)) throw error;
    return { faults: [{ file, error }] };
  }
}

/** Reads what a file of wrapped keys says of itself: its name, and that of the key that wraps them. */
function readAbout(path: string, named: string | undefined, lock: string) {
  requireFile(path);
  if (!isThere(path)) throw new AgencyError("GATEWAY_KEYS_MISSING", `${path} is not there`);
  requireOwnLogAtRest(path, KEY_WRITES, lock);
  const db = openToRead(path, WAIT_MS);
  try {
    if (!isBegun(db)) {
      // It is begun when a program opens it. A database that names keys has lost them.
      if (named === undefined) return { kek: undefined };
      throw new AgencyError("GATEWAY_KEYS_MISSING", `${path} holds none`);
    }
    const rows = db.prepare("SELECT name, value FROM about WHERE name IN ('id', 'kek')").all();
    const about = Object.fromEntries(rows.map(({ name, value }) => [name, String(value)]));
    if (named !== undefined && about["id"] !== named) throw differ(`${path} is not ${named}`);
    return { kek: about["kek"] };
  } finally {
    db.close();
  }
}

/** Each content must have its key, unless it was erased since: the journal is read after the keys. */
function requireKeys(path: string, digests: readonly string[], journal: string): void {
  if (digests.length === 0) return;
  const db = openToRead(path, WAIT_MS);
  let without: readonly string[];
  try {
    const has = isBegun(db) && db.prepare("SELECT 1 FROM message_key WHERE digest = ?");
    without = digests.filter((digest) => !has || has.get(digest) === undefined);
  } finally {
    db.close();
  }
  if (without.length === 0) return;
  const erased = erasedBy(readOwnJournal(journal));
  const lost = without.filter((digest) => !erased.has(digest));
  if (lost.length === 0) return;
  throw new AgencyError("GATEWAY_KEYS_INCOMPLETE", `${path} has no key of ${lost.join(", ")}`);
}

const differ = (message: string) => new AgencyError("GATEWAY_KEYS_DIFFER", message);

/** A program may hold the file for a moment, while it starts. */
const WAIT_MS = 1000;
