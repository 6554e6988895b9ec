import { encodeBase64url } from "@safepassage/core";
import { isTextInDisguise } from "@safepassage/schema";

/** Draws an id of 128 random bits, for groups, case references, pseudonyms and exchanges. */
export function randomId(): string {
  return drawId((octets) => crypto.getRandomValues(new Uint8Array(octets)));
}

/** {@link randomId} with a source of randomness, for tests. */
export function drawId(random: (octets: number) => Uint8Array): string {
  let id: string;
  // About one in a million looks like written words, and would be refused as such.
  do id = encodeBase64url(random(16));
  while (isTextInDisguise(id));
  return id;
}
