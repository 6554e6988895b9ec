import * as platform from "#platform";

/**
 * Computes the SHA-256 of bytes, or of a string as UTF-8: 32 bytes.
 *
 * Synchronous in Node and in browsers.
 *
 * @see FIPS 180-4
 */
export function sha256(data: string | Uint8Array): Uint8Array {
  return platform.sha256(data);
}

/** Computes the SHA-256 as 43 characters of base64url without padding. */
export function sha256Base64url(data: string | Uint8Array): string {
  return platform.sha256Base64url(data);
}
