import { Buffer } from "node:buffer";
import { encodeBase64url } from "@safepassage/core";
import { isTextInDisguise } from "@safepassage/schema";

/** Source of random octets, `crypto.getRandomValues` in production. */
export type RandomOctets = (length: number) => Uint8Array;

/** A random id of 128 bits that no reader can take for text. */
export function randomId(random: RandomOctets): string {
  for (let attempt = 0; attempt < 64; attempt++) {
    const id = encodeBase64url(random(16));
    if (!isTextInDisguise(id)) return id;
  }
  throw new RangeError("the source of randomness is not random");
}

/**
 * Makes a source of ids that draws octets in larger portions: asking the system costs more than the
 * octets do. Each id is as {@link randomId} makes it.
 */
export function createIds(random: RandomOctets): () => string {
  let pool: Buffer = Buffer.alloc(0);
  let at = 0;
  return () => {
    for (let attempt = 0; attempt < 64; attempt++) {
      if (at + ID > pool.length) {
        const octets = random(POOL);
        pool = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
        at = 0;
      }
      at += ID;
      const id = pool.toString("base64url", at - ID, at);
      if (!isTextInDisguise(id)) return id;
    }
    throw new RangeError("the source of randomness is not random");
  };
}

const ID = 16;
const POOL = 4_096;
