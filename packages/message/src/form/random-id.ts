import { encodeBase64url } from "@safepassage/core";
import { isTextInDisguise } from "@safepassage/schema";

/** A random id of 128 bits: group ids, case references, pseudonyms, exchange ids. */
export function randomId(): string {
  return drawId((octets) => crypto.getRandomValues(new Uint8Array(octets)));
}

/** {@link randomId} with a source of randomness, for tests. */
export function drawId(random: (octets: number) => Uint8Array): string {
  let id: string;
  // About one in a million looks as if somebody had written it, and would be refused for that.
  do id = encodeBase64url(random(16));
  while (isTextInDisguise(id));
  return id;
}
