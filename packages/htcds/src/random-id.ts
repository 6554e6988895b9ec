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
