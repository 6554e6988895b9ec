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

/** Draws octets from a source in larger portions; asking the system costs more than the octets. */
export function createPool(random: RandomOctets): RandomOctets {
  let pool: Uint8Array = new Uint8Array(0);
  let at = 0;
  return (length) => {
    if (at + length > pool.length) {
      pool = random(Math.max(POOL, length));
      at = 0;
    }
    at += length;
    return pool.subarray(at - length, at);
  };
}

const POOL = 4_096;
