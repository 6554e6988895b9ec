import { Buffer } from "node:buffer";
import { isTextInDisguise, type RandomOctets } from "@safepassage/schema";

/**
 * Creates a source of ids like those of `randomId`. It draws octets in large portions, because a
 * system call costs more than the octets.
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
