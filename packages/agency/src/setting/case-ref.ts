import { createHmac } from "node:crypto";
import { canonicalJson } from "@safepassage/core";
import { randomId } from "@safepassage/schema";

/**
 * The reference of a case towards one recipient: the same each time, and another for each recipient, so
 * that two of them cannot find out that they work on one case.
 *
 * HMAC-SHA256 under the agency's key: who does not have the key can tell neither the case nor whether two
 * references are of one. A value that would be refused as written is drawn again.
 *
 * @param caseId - The case system's own id. It does not leave the agency.
 * @param key - 32 octets, kept by the agency.
 */
export function caseRefOf(caseId: string, recipient: string, key: Uint8Array): string {
  let attempt = 0;
  return randomId((length) => {
    const named = canonicalJson(["spp-case-1", caseId, recipient, attempt++]);
    return createHmac("sha256", key).update(named).digest().subarray(0, length);
  });
}
