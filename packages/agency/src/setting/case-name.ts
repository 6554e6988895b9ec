import { createHmac } from "node:crypto";

/**
 * Names cases by a keyed hash, since an id of a case system can be guessed, and backups hold the store without the key.
 *
 * @param key - 32 octets, kept by the agency. A key of its own is derived from it.
 */
export function createCaseNames(key: Uint8Array): (id: string) => string {
  const own = createHmac("sha256", key).update("safepassage case names").digest();
  return (id) => createHmac("sha256", own).update(id).digest("base64url");
}
