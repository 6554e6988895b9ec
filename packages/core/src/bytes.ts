import * as platform from "#platform";

/** Joins byte arrays into a new one. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/**
 * Compares two byte arrays in time that depends only on their lengths.
 *
 * Use it where one side is secret, or a digest that an attacker may probe.
 */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

/** Encodes a text as UTF-8. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

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

const encoder = new TextEncoder();
