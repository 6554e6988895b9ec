import type { Json } from "@safepassage/core";
import type { DecryptionKey } from "@safepassage/trust";
import type { Io } from "../io/command.ts";
import { readAs } from "./read-input.ts";

/**
 * Reads the keys that messages are sealed to: one private key, or the epochs that `keys epochs` and
 * the gateway keep.
 *
 * @returns a function that finds a key by its `kid`.
 */
export async function readEpochKeys(
  io: Io,
  path: string,
): Promise<(kid: string) => DecryptionKey | undefined> {
  const { createDecryptionKey, parseKeyEpochs, parsePrivateJwk } = await import(
    "@safepassage/trust"
  );
  const keysOf = (file: Json) =>
    Array.isArray(file) ? parseKeyEpochs(file).map(({ jwk }) => jwk) : [parsePrivateJwk(file)];
  const byKid = await readAs(
    io,
    path,
    (file) => new Map(keysOf(file).map((key) => [key.kid, createDecryptionKey(key)])),
    PRIVATE,
  );
  return (kid) => byKid.get(kid);
}

const TO_OPEN =
  "Give the private keys that messages are sealed to, as keys epochs --keep wrote them.";
const PRIVATE = { TRUST_KEY_INVALID: TO_OPEN, TRUST_KEY_UNSUITABLE: TO_OPEN };
