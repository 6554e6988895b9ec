import { createHmac, createSecretKey } from "node:crypto";

/**
 * Names officers by a keyed hash: a staff id can be guessed, and backups hold the store without the key.
 *
 * @param key - 32 octets, kept by the agency. A key of its own is derived from it.
 */
export function createOfficerNames(key: Uint8Array): (id: string) => string {
  const own = createSecretKey(createHmac("sha256", key).update("safepassage officers").digest());
  // The same staff id in other letters is the same officer.
  return (id) => createHmac("sha256", own).update(id.toLowerCase()).digest("base64url");
}
