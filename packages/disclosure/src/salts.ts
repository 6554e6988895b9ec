import { encodeBase64url } from "@safepassage/core";

/** Returns a fresh salt at each call: at least 22 characters of base64url. */
export type SaltSource = () => string;

/**
 * Creates a source of random salts: 16 octets each, 22 characters of base64url.
 *
 * Draws octets for 64 salts at a time from the platform's generator, because a call costs more than its
 * octets. Used octets are overwritten.
 *
 * @see RFC 9901, Section 9.3
 */
export function createRandomSalts(): SaltSource {
  const pool = new Uint8Array(SALT_LENGTH * SALTS_A_CALL);
  let at = pool.length;
  return () => {
    if (at === pool.length) {
      platform.crypto.getRandomValues(pool);
      at = 0;
    }
    const octets = pool.subarray(at, at + SALT_LENGTH);
    at += SALT_LENGTH;
    const salt = encodeBase64url(octets);
    octets.fill(0);
    return salt;
  };
}

const SALT_LENGTH = 16;
const SALTS_A_CALL = 64;

// Every supported platform has Web Crypto, but the type libraries in use do not declare it.
const platform = globalThis as unknown as {
  readonly crypto: { getRandomValues(octets: Uint8Array): unknown };
};
