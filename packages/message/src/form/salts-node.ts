import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
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
  // A key object: Node would try to read octets as one for each block, at half the cost of the
  // block.
  const key = createSecretKey(seed);
  let next = 0;
  let block = "";
  return () => {
    const inBlock = next % SALTS_A_BLOCK;
    if (inBlock === 0) block = encodeBlock(key, next / SALTS_A_BLOCK);
    next++;
    const start = inBlock * STRIDE_CHARACTERS;
    return block.slice(start, start + SALT_CHARACTERS);
  };
}

/**
 * Encodes the salts of a block in one go. Two zero octets after each salt make two more characters,
 * so that every salt begins at a group of four characters.
 */
function encodeBlock(key: KeyObject, index: number): string {
  const info = `spp-salts-1/${index}`;
  const block = new Uint8Array(hkdfSync("sha256", key, "", info, SALTS_A_BLOCK * SALT_LENGTH));
  const spread = new Uint8Array(SALTS_A_BLOCK * STRIDE);
  let from = 0;
  for (let to = 0; to < spread.length; to += STRIDE) {
    for (let at = 0; at < SALT_LENGTH; at++) spread[to + at] = block[from++] as number;
  }
  return encodeBase64url(spread);
}

const SALT_LENGTH = 16;
const SALT_CHARACTERS = 22;
/** Octets and characters from one salt to the next. */
const STRIDE = 18;
const STRIDE_CHARACTERS = 24;
// Small blocks, so that a small message pays for few salts.
const SALTS_A_BLOCK = 32;
