import { createHmac, createSecretKey } from "node:crypto";
import { canonicalJson } from "@safepassage/core";
import type { ConsentRecord } from "@safepassage/schema";
import type { Label } from "../store/rows.ts";

/** Whose consent it is, and when it was given. */
export type ConsentIdentity = Pick<ConsentRecord, "person" | "givenAt">;

/** Makes labels by which the agency finds its messages again. */
export interface Labels {
  /** @param id - The case system's own id of the case. */
  ofCase(id: string): Label;
  /** @param id - The case system's own id of the person. */
  ofPerson(id: string): Label;
  /** @param ref - The reference that the message has for the record. */
  ofConsent(record: ConsentIdentity, ref: string): Label;
  /**
   * The name of a consent record. A record stays the same whatever else of it changes, as when it is withdrawn, and whether the id of
   * the person has small letters or capitals.
   */
  consentName(record: ConsentIdentity): string;
}

/**
 * Names cases, persons and consent records by keyed hashes, since an id of a case system can be guessed, and backups hold the store without
 * the key.
 *
 * @param key - 32 octets, kept by the agency. Keys of its own are derived from it.
 */
export function createLabels(key: Uint8Array): Labels {
  const namer = (purpose: string) => {
    const own = createSecretKey(createHmac("sha256", key).update(purpose).digest());
    return (id: string): string => createHmac("sha256", own).update(id).digest("base64url");
  };
  const maker = (kind: Label["kind"], purpose: string) => {
    const nameOf = namer(purpose);
    return (id: string): Label => ({ kind, name: nameOf(id) });
  };
  const nameOfRecord = namer("safepassage names of consent records");
  const consentName = ({ person, givenAt }: ConsentIdentity): string =>
    nameOfRecord(canonicalJson([person.toLowerCase(), givenAt]));
  return {
    ofCase: maker("case", "safepassage case names"),
    ofPerson: maker("person", "safepassage names of persons in labels"),
    ofConsent: (record, ref) => ({ kind: "record", name: `${consentName(record)} ${ref}` }),
    consentName,
  };
}
