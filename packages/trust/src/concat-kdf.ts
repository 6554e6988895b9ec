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
  const input = Buffer.concat([
    uint32(1),
    secret,
    uint32(id.length),
    id,
    uint32(apu.length),
    apu,
    uint32(apv.length),
    apv,
    uint32(octets * 8),
  ]);
  const digest = hash("sha256", input, "buffer");
  // The input holds the shared secret; the pool it lies in is reused by others.
  input.fill(0);
  return digest.subarray(0, octets);
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}
