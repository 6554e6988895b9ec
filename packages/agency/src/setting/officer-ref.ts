import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from "node:crypto";
import { decodeBase64url, decodeUtf8, encodeBase64url, encodeUtf8 } from "@safepassage/core";

/**
 * Encrypts the staff id of an officer, so that a message names the officer to this agency only.
 *
 * AES-256-GCM: 12 octets of nonce, 32 of padded id, 16 of tag. The same officer looks different in
 * each message, so a recipient cannot follow one officer's work.
 *
 * @param key - 32 octets, kept by the agency.
 * @param staffId - At most 32 characters of ASCII.
 */
export function createOfficerRef(staffId: string, key: Uint8Array): string {
  const padded = new Uint8Array(STAFF_ID_LENGTH);
  const id = encodeUtf8(staffId);
  if (id.length > STAFF_ID_LENGTH) throw new RangeError("a staff id has at most 32 octets");
  padded.set(id);
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", createSecretKey(key), nonce, {
    authTagLength: 16,
  });
  const parts = [nonce, cipher.update(padded), cipher.final(), cipher.getAuthTag()];
  return encodeBase64url(Buffer.concat(parts));
}

/** Decrypts the staff id in a reference. Throws if key and reference do not belong together. */
export function readOfficerRef(ref: string, key: Uint8Array): string {
  const octets = decodeBase64url(ref);
  const decipher = createDecipheriv("aes-256-gcm", createSecretKey(key), octets.subarray(0, 12), {
    authTagLength: 16,
  });
  decipher.setAuthTag(octets.subarray(-16));
  const padded = Buffer.concat([decipher.update(octets.subarray(12, -16)), decipher.final()]);
  return decodeUtf8(padded).replace(/\0+$/, "");
}

/** Whether two staff ids are those of one officer: the same in other letters is no other person. */
export const isSameOfficer = (one: string, other: string): boolean =>
  one.toLowerCase() === other.toLowerCase();

const STAFF_ID_LENGTH = 32;
