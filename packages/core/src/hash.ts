import * as platform from "#platform";

/**
 * SHA-256 of bytes, or of the UTF-8 form of a string; 32 bytes.
 *
 * Synchronous in Node and in browsers.
 *
 * @see FIPS 180-4
 */
export function sha256(data: string | Uint8Array): Uint8Array {
  return platform.sha256(data);
}

/** SHA-256 as base64url without padding; 43 characters. */
export function sha256Base64url(data: string | Uint8Array): string {
  return platform.sha256Base64url(data);
}
