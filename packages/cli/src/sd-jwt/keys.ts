import {
  isJsonObject,
  type Json,
  type JsonObject,
  requireVerificationKey,
  type Signer,
  type Verifier,
} from "@safepassage/core";
import {
  createSigner,
  createVerifier,
  importPrivateJwk,
  type PublicJwk,
  parsePublicJwk,
  TrustError,
  thumbprint,
} from "@safepassage/trust";
import { optionInvalid } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { readAs } from "../read/read-input.ts";
import { PRIVATE_KEY, PUBLIC_KEY } from "../read/read-keys.ts";

/** A public key as other tools write it: `kid` of any form or none, and members we do not know. */
export interface PublicKey {
  /** `kid` of the file. */
  readonly kid: string | undefined;
  /** SHA-256 of its required members (RFC 7638). */
  readonly thumbprint: string;
  /** The required members, fit for `cnf`. */
  readonly jwk: JsonObject;
  readonly verifier: Verifier;
}

/** Reads a JWK, or every key of a JWK Set (RFC 7517). */
export async function readPublicKeys(io: Io, path: string): Promise<readonly PublicKey[]> {
  return readAs(io, path, "publicKeys", keysIn, PUBLIC_KEY);
}

function keysIn(file: Json): readonly PublicKey[] {
  const keys = isJsonObject(file) && Array.isArray(file["keys"]) ? file["keys"] : [file];
  return (keys as readonly Json[]).map(parsePublicKey);
}

/** Reads a file with one public key. */
export async function readOneKey(io: Io, option: string, path: string): Promise<PublicKey> {
  const [key, ...more] = await readPublicKeys(io, path);
  if (key !== undefined && more.length === 0) return key;
  throw optionInvalid(`${option} is a file with one key`);
}

/**
 * Makes a public key out of a JWK of a file or of a claim.
 *
 * @throws {@link TrustError} `TRUST_KEY_INVALID`; `CoreError` `KEY_UNSUITABLE` for a key that is for
 *   something else, by `kty`, `crv`, `use`, `key_ops` or `alg`.
 */
export function parsePublicKey(key: Json | undefined): PublicKey {
  if (!isJsonObject(key)) throw new TrustError("TRUST_KEY_INVALID", "the key is not an object");
  // A verifier does not need it, and it should not lie about.
  if (Object.hasOwn(key, "d")) throw new TrustError("TRUST_KEY_INVALID", "the key is private");
  const { kty, crv, x, y, kid } = key;
  const alg = crv === "P-256" ? "ES256" : "Ed25519";
  requireVerificationKey(key, alg);
  const jwk = (kty === "EC" ? { kty, crv, x, y } : { kty, crv, x }) as JsonObject;
  const named = { ...jwk, use: "sig", alg, kid: thumbprint(jwk as unknown as PublicJwk) };
  return {
    kid: typeof kid === "string" ? kid : undefined,
    thumbprint: named.kid,
    jwk,
    verifier: createVerifier(parsePublicJwk(named)),
  };
}

/** Reads a private JWK and makes a signer under the `kid` that the file names, if it names one. */
export async function readSigner(io: Io, path: string): Promise<Signer> {
  return readAs(
    io,
    path,
    "signingKey",
    (key) => {
      if (!isJsonObject(key)) throw new TrustError("TRUST_KEY_INVALID", "the key is not an object");
      const { kty, crv, x, y, d, kid, use, alg, key_ops: operations } = key;
      const maySign =
        (use === undefined || use === "sig") &&
        (crv === "P-256" || crv === "Ed25519") &&
        (operations === undefined || (Array.isArray(operations) && operations.includes("sign")));
      if (!maySign) throw new TrustError("TRUST_KEY_UNSUITABLE", "the key is not for signing");
      const jwk = kty === "EC" ? { kty, crv, x, y, d } : { kty, crv, x, d };
      const signer = createSigner(importPrivateJwk({ ...jwk, ...(alg && { alg }) }, "sig"));
      return { ...signer, kid: typeof kid === "string" ? kid : signer.kid };
    },
    PRIVATE_KEY,
  );
}
