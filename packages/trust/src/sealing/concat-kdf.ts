import { Buffer } from "node:buffer";
import { hash } from "node:crypto";

/** What a derived key is bound to. */
export interface KdfContext {
  /** AlgorithmID: for direct key agreement the `enc` value. */
  readonly algorithm: string;
  /** PartyUInfo, octets: who sends. */
  readonly apu: Uint8Array;
  /** PartyVInfo, octets: who receives. */
  readonly apv: Uint8Array;
  /** Length of the key, at most the 32 octets of one round of SHA-256. */
  readonly octets: 16 | 32;
}

/**
 * Derives a content encryption key from a shared secret (Concat KDF with SHA-256, one round).
 *
 * @see RFC 7518, Section 4.6.2; NIST SP 800-56A, Section 5.8.1
 */
export function concatKdf(
  secret: Uint8Array,
  { algorithm, apu, apv, octets }: KdfContext,
): Uint8Array {
  const id = Buffer.from(algorithm);
  const parts = [id, apu, apv];
  const input = Buffer.alloc(
    parts.reduce((length, part) => length + 4 + part.length, 4 + secret.length + 4),
  );
  let end = input.writeUInt32BE(1);
  input.set(secret, end);
  end += secret.length;
  for (const part of parts) {
    end = input.writeUInt32BE(part.length, end);
    input.set(part, end);
    end += part.length;
  }
  input.writeUInt32BE(octets * 8, end);
  const digest = hash("sha256", input, "buffer");
  // The input holds the shared secret.
  input.fill(0);
  return digest.subarray(0, octets);
}
