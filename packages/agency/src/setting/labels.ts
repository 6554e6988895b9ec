import { createHmac, createSecretKey } from "node:crypto";
import type { Label } from "../store/rows.ts";

/** Makes labels by which the agency finds its messages again. */
export interface Labels {
  /** @param id - The case system's own id of the case. */
  ofCase(id: string): Label;
  /** @param id - The case system's own id of the person. */
  ofPerson(id: string): Label;
}

/**
 * Names cases and persons by keyed hashes, since an id of a case system can be guessed, and backups hold the store without
 * the key.
 *
 * @param key - 32 octets, kept by the agency. Keys of its own are derived from it.
 */
export function createLabels(key: Uint8Array): Labels {
  const maker = (kind: Label["kind"], purpose: string) => {
    const own = createSecretKey(createHmac("sha256", key).update(purpose).digest());
    return (id: string): Label => ({
      kind,
      name: createHmac("sha256", own).update(id).digest("base64url"),
    });
  };
  return {
    ofCase: maker("case", "safepassage case names"),
    ofPerson: maker("person", "safepassage names of persons in labels"),
  };
}
