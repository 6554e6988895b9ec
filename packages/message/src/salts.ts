import { createSecretKey, hkdfSync } from "node:crypto";
import { encodeBase64url } from "@safepassage/core";

/** Octets of the seed that all salts of one message are derived from. */
export const SEED_LENGTH = 32;

/**
 * Derives the salts of a message from its seed, in the order of the disclosures.
 *
 * Salt `i` is octets `16·(i mod 32)` and the 15 after it of HKDF-SHA-256 with the seed as input
 * key, no salt, and the info `spp-salts-1/` followed by the decimal `⌊i / 32⌋`. So a sender can
 * hide nothing in salts, and destroying seed and disclosures destroys all of them.
 *
 * @param seed - 32 random octets, fresh for each message.
 * @returns a function that gives the next salt each time, 22 characters of base64url.
 * @see RFC 5869; RFC 9901, Section 9.3
 */
export function createSaltSequence(seed: Uint8Array): () => string {
  // As a key object: octets would be tried as one for each block, at half the cost of the block.
  const key = createSecretKey(seed);
  let next = 0;
  let block = new Uint8Array();
  return () => {
    const inBlock = next % SALTS_A_BLOCK;
    if (inBlock === 0) {
      const info = `spp-salts-1/${next / SALTS_A_BLOCK}`;
      block = new Uint8Array(hkdfSync("sha256", key, "", info, SALTS_A_BLOCK * SALT_LENGTH));
    }
    next++;
    return encodeBase64url(block.subarray(inBlock * SALT_LENGTH, (inBlock + 1) * SALT_LENGTH));
  };
}

const SALT_LENGTH = 16;
// Small blocks, so that a small message pays for few salts.
const SALTS_A_BLOCK = 32;
