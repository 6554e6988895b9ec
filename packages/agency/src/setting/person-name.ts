import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { encodeBase64url } from "@safepassage/core";
import type { PersonNames } from "@safepassage/history";

/**
 * Names persons by a keyed hash, since an id of a case system can be guessed, and backups hold the store without the
 * key.
 *
 * @param key - 32 octets, kept by the agency. A key of its own is derived from it.
 */
export function createPersonNames(key: Uint8Array): PersonNames {
  const own = createSecretKey(hmac(createSecretKey(key), "safepassage person names"));
  const prefix = `${encodeBase64url(hmac(own, "prefix").subarray(0, 6))}.`;
  return { prefix, nameOf: (id) => `${prefix}${encodeBase64url(hmac(own, `id ${id}`))}` };
}

const hmac = (key: KeyObject, text: string): Uint8Array =>
  createHmac("sha256", key).update(text).digest();
