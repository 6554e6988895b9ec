import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  randomBytes,
} from "node:crypto";
import { AgencyError } from "../../setting/agency-error.ts";
import { isThere, readFile } from "../../setting/read-file.ts";
import type { KeyEncryptionKey } from "./message-keys.ts";
import { writeDurably } from "./write-durably.ts";

/**
 * Opens the key-encryption key of a file of 32 octets.
 *
 * @param make - Makes the file if it is missing. Leave it out where contents exist already: they could never be opened
 *   again with a new key.
 * @throws AgencyError `GATEWAY_KEYS_MISSING`; `GATEWAY_KEYS_DIFFER` for a file of another length.
 */
export function openKekFile(path: string, make: boolean): KeyEncryptionKey {
  if (!isThere(path)) {
    if (!make) throw new AgencyError("GATEWAY_KEYS_MISSING", `${path} is not there`);
    writeDurably(path, randomBytes(KEY_OCTETS));
  }
  const key = readFile(path);
  if (key.length !== KEY_OCTETS) {
    throw new AgencyError("GATEWAY_KEYS_DIFFER", `${path} does not hold 32 octets`);
  }
  return createKeyEncryptionKey(key);
}

/**
 * Makes a key-encryption key of 32 octets.
 *
 * @see RFC 3394: AES key wrap, which tells by itself whether the key is the right one.
 */
function createKeyEncryptionKey(octets: Uint8Array): KeyEncryptionKey {
  const key = createSecretKey(octets);
  const id = createHash("sha256")
    .update("safepassage kek")
    .update(octets)
    .digest("base64url")
    .slice(0, 22);
  return {
    id,
    wrap(one) {
      const cipher = createCipheriv(WRAP, key, INITIAL_VALUE);
      return Buffer.concat([cipher.update(one), cipher.final()]);
    },
    unwrap(wrapped) {
      try {
        const cipher = createDecipheriv(WRAP, key, INITIAL_VALUE);
        return Buffer.concat([cipher.update(wrapped), cipher.final()]);
      } catch (cause) {
        throw new AgencyError("GATEWAY_KEYS_DIFFER", "another key has wrapped this", { cause });
      }
    },
  };
}

const WRAP = "id-aes256-wrap";
/** RFC 3394, section 2.2.3.1. */
const INITIAL_VALUE = Buffer.alloc(8, 0xa6);
const KEY_OCTETS = 32;
