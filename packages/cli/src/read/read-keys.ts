import type { Json, Signer } from "@safepassage/core";
import type { AgencyRegistry, DecryptionKey, PrivateJwk } from "@safepassage/trust";
import type { Io } from "../io/command.ts";
import { requireKind } from "./needs.ts";
import { type Hints, inFile, readAs } from "./read-input.ts";

/** Hints for a file that holds the wrong kind of key. */
export const PRIVATE_KEY: Hints = {
  TRUST_KEY_INVALID: "Give a private key, as keys generate --out wrote it.",
};
export const PUBLIC_KEY: Hints = {
  TRUST_KEY_INVALID: "Give a public key (JWK); keys public prints that of a private key.",
};

/** The expected holder of a key. */
interface Signing {
  readonly holder: string;
  readonly registry: AgencyRegistry;
  readonly now: Date;
  /** Name of the holder in the hint for a key of someone else. */
  readonly called: string;
}

/** Reads a private key as `keys generate` wrote it. */
export async function readPrivateKey(
  io: Io,
  path: string,
  need: "privateKey" | "signingKey",
): Promise<PrivateJwk> {
  const { parsePrivateJwk } = await import("@safepassage/trust");
  const parse = (file: Json): PrivateJwk => {
    const key = parsePrivateJwk(file);
    requireKind(path, file, need);
    return key;
  };
  return readAs(io, path, need, parse, PRIVATE_KEY);
}

/** Reads the private key of an agency, which the registry lists for it. */
export async function readSigner(
  io: Io,
  path: string,
  { holder, registry, now, called }: Signing,
): Promise<Signer> {
  const { createSigner } = await import("@safepassage/trust");
  const key = await readPrivateKey(io, path, "signingKey");
  const hints = { TRUST_KEY_UNKNOWN: `Sign with a key that the registry lists for ${called}.` };
  inFile(path, () => registry.verifierFor(holder, key.kid, now), hints);
  return createSigner(key);
}

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
    "openingKeys",
    (file) => new Map(keysOf(file).map((key) => [key.kid, createDecryptionKey(key)])),
    PRIVATE,
  );
  return (kid) => byKid.get(kid);
}

const TO_OPEN =
  "Give the private keys that messages are sealed to, as keys epochs --keep wrote them.";
const PRIVATE = { TRUST_KEY_INVALID: TO_OPEN, TRUST_KEY_UNSUITABLE: TO_OPEN };
