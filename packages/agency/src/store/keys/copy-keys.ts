import { closeSync, existsSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AgencyError } from "../../setting/agency-error.ts";
import { readFile, requireFile } from "../../setting/read-file.ts";
import { toStoreError } from "../../setting/store-error.ts";
import { KEY_FILES } from "./key-folder.ts";
import { writeDurably } from "./write-durably.ts";

/**
 * Copies the wrapped keys of a folder into a new file, for its owner only. A gateway may be working with them.
 *
 * @throws AgencyError `GATEWAY_KEYS_MISSING`, `GATEWAY_STORE_FULL`, `GATEWAY_STORE_UNREADABLE`.
 */
export function copyMessageKeys(folder: string, to: string): void {
  const from = join(folder, KEY_FILES.keys);
  if (!existsSync(from)) throw new AgencyError("GATEWAY_KEYS_MISSING", `${from} is not there`);
  requireFile(from);
  closeSync(openSync(to, "wx", 0o600));
  try {
    const db = new DatabaseSync(from, { readOnly: true });
    try {
      db.prepare("VACUUM INTO ?").run(to);
    } finally {
      db.close();
    }
  } catch (error) {
    rmSync(to, { force: true });
    throw toStoreError(error, to);
  }
}

/** Copies the journal of erasures of a folder. The copy replaces an earlier one: entries are only ever added. */
export function copyJournal(folder: string, to: string): void {
  writeDurably(to, readFile(join(folder, KEY_FILES.journal)));
}
