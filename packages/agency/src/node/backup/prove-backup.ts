import { createReadStream } from "node:fs";
import { requireFile } from "../../setting/read-file.ts";
import { readBackup } from "../../store/backup/copy.ts";
import { createGroupCipher } from "../../store/keys/cipher.ts";
import { openKeyCopy } from "../../store/keys/copy-keys.ts";
import { openKekFile } from "../../store/keys/kek-file.ts";
import { erasedBy, readJournal } from "../../store/keys/read-journal.ts";
import { type BackupProof, createKeyCheck } from "./check-keys.ts";

/** Where the copies of a backup lie, and the key-encryption key. */
interface Copies {
  readonly file: string;
  readonly keysFile: string;
  readonly journal: string;
  readonly kek: string;
}

/**
 * Reads a copy of a database back, with a copy of its keys, and decrypts all that is not erased.
 *
 * @param progress - Is told how many rows are read, now and then.
 * @throws AgencyError `GATEWAY_BACKUP_INVALID`, `GATEWAY_KEYS_*`, `GATEWAY_STORE_UNREADABLE` for a content that its key does
 *   not open.
 */
export async function proveBackup(
  { file, keysFile, journal, kek }: Copies,
  progress: (rows: number) => void,
): Promise<BackupProof> {
  const keys = openKeyCopy(keysFile, openKekFile(kek, false));
  try {
    const cipher = createGroupCipher(keys);
    const check = createKeyCheck(keys, (...content) => cipher.decrypt(...content) !== undefined);
    const reader = { begin() {}, insert: check.see, async keep() {}, async discard() {} };
    await readBackup(backupLines(file), reader, progress);
    return check.finish(erasedBy(readJournal(journal)));
  } finally {
    keys.close();
  }
}

/** The lines of a file, however long it is. @throws AgencyError `GATEWAY_STORE_UNREADABLE` for what is no file. */
export function backupLines(file: string): AsyncIterable<string> {
  requireFile(file);
  return linesIn(createReadStream(file, { encoding: "utf8" }));
}

/** Cuts a text at its line ends alone: `node:readline` also cuts at U+2028 and U+2029, which JSON leaves as they are. */
async function* linesIn(parts: AsyncIterable<string>): AsyncGenerator<string> {
  let begun = "";
  for await (const part of parts) {
    const [first = "", ...others] = part.split("\n");
    begun += first;
    for (const line of others) {
      yield begun;
      begun = line;
    }
  }
  if (begun !== "") yield begun;
}
