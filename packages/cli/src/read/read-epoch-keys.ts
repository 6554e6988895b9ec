import type { DecryptionKey } from "@safepassage/trust";
import type { Io } from "../io/command.ts";
import { inFile, readJson } from "./read-input.ts";

/**
 * Reads the keys that messages are sealed to: one private key, or all epochs as `keys epochs` and
 * the gateway keep them.
 *
 * @returns a function that finds one by its `kid`.
 */
export async function readEpochKeys(
  io: Io,
  path: string,
): Promise<(kid: string) => DecryptionKey | undefined> {
  const { createDecryptionKey, parseKeyEpochs, parsePrivateJwk } = await import(
    "@safepassage/trust"
  );
  const file = await readJson(io, path);
  const keys = inFile(
    path,
    () =>
      Array.isArray(file) ? parseKeyEpochs(file).map(({ jwk }) => jwk) : [parsePrivateJwk(file)],
    PRIVATE,
  );
  const byKid = new Map(
    keys.map((key) => [key.kid, inFile(path, () => createDecryptionKey(key), PRIVATE)]),
  );
  return (kid) => byKid.get(kid);
}

const TO_OPEN =
  "Give the private keys that messages are sealed to, as keys epochs --keep wrote them.";
const PRIVATE = { TRUST_KEY_INVALID: TO_OPEN, TRUST_KEY_UNSUITABLE: TO_OPEN };
