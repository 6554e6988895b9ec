import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { requireFile } from "../../setting/read-file.ts";
import { readBackup } from "../../store/backup/copy.ts";
import { createGroupCipher } from "../../store/keys/cipher.ts";
import { openKekFile } from "../../store/keys/kek-file.ts";
import { openMessageKeys } from "../../store/keys/message-key-file.ts";

/** What a copy was found to hold when it was read back. */
export interface BackupProof {
  /** Contents that were decrypted with the copied keys. */
  readonly opened: number;
  /** Contents whose keys were destroyed since: they are erased. */
  readonly erased: number;
}

/**
 * Reads a copy of a database back, with a copy of its keys, and decrypts all that can be.
 *
 * @param kek - The file of the key-encryption key.
 * @throws AgencyError `GATEWAY_BACKUP_INVALID`, `GATEWAY_KEYS_*`, `GATEWAY_STORE_UNREADABLE` for a content that its key does
 *   not open.
 */
export async function proveBackup(
  file: string,
  keysFile: string,
  kek: string,
): Promise<BackupProof> {
  const keys = openMessageKeys(keysFile, () => openKekFile(kek, false));
  const cipher = createGroupCipher(keys);
  const proof = { opened: 0, erased: 0 };
  try {
    await readBackup(backupLines(file), {
      pending: [],
      insert(_, { digest, content }) {
        if (!(content instanceof Uint8Array) || typeof digest !== "string") return;
        const text = cipher.decrypt(digest, "content", content);
        if (text === undefined) proof.erased++;
        else proof.opened++;
      },
      async keep() {},
      async discard() {},
    });
    return proof;
  } finally {
    keys.close();
  }
}

/** The lines of a file, however long it is. @throws AgencyError `GATEWAY_STORE_UNREADABLE` for what is no file. */
export function backupLines(file: string): AsyncIterable<string> {
  requireFile(file);
  return createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
}
