import { Buffer } from "node:buffer";
import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import {
  concatBytes,
  decodeBase64url,
  equalBytes,
  isJsonObject,
  type Signer,
  type Verifier,
} from "@safepassage/core";
import { refuseKey, TrustError } from "../trust-error.ts";
import { ecdsaFromDer, ecdsaToDer } from "./ecdsa-signature.ts";
import {
  hideSecret,
  invalidKey,
  noPoint,
  OCTETS_32,
  Private,
  type PrivateJwk,
  type PublicJwk,
  requireSound,
  thumbprint,
} from "./jwk.ts";

/** Makes a new key that signs. `kid` is its thumbprint. */
export function generateSigningKey(alg: "ES256" | "Ed25519"): PrivateJwk {
  const { privateKey } =
    alg === "ES256"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : generateKeyPairSync("ed25519");
  return complete(privateKey.export({ format: "jwk" }), "sig");
}

/** Makes a new key that messages can be sealed to. `kid` is its thumbprint. */
export function generateEncryptionKey(crv: "X25519" | "P-256"): PrivateJwk {
  return complete(generateAgreementPair(crv).privateKey.export({ format: "jwk" }), "enc");
}

/** Spelled out, since the name for it differs between versions of `@types/node`. */
interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Makes a new pair of keys that agrees on a secret with another of its curve. */
export function generateAgreementPair(crv: "X25519" | "P-256"): KeyPair {
  return crv === "P-256"
    ? generateKeyPairSync("ec", { namedCurve: "P-256" })
    : generateKeyPairSync("x25519");
}

/**
 * Reads a private key made by another tool, adding `kid`, `use` and `alg` where they are missing.
 *
 * @param use - What the key is for: a P-256 key alone does not tell.
 * @throws {@link TrustError} `TRUST_KEY_INVALID`, also where the key says it is for another use.
 */
export function importPrivateJwk(input: unknown, use: "sig" | "enc"): PrivateJwk {
  if (!isJsonObject(input)) throw refuseKey("the key is not an object");
  const { kty, crv, x, y } = input;
  const added = {
    use,
    alg: algorithmFor(crv, use),
    kid: thumbprint({ kty, crv, x, y } as PublicJwk),
  };
  return parsePrivateJwk({ ...added, ...input });
}

/**
 * Makes a signer from a private signing key. The key is imported once.
 *
 * Nothing of the secret can be read back from the signer.
 *
 * @throws {@link TrustError} `TRUST_KEY_UNSUITABLE`.
 * @see RFC 7518, Section 3.4; RFC 8037, Section 3.1; RFC 9864
 */
export function createSigner(jwk: PrivateJwk): Signer {
  const { alg, kid } = jwk;
  const digest = digestFor(jwk);
  const key = importPrivateKey(jwk);
  return {
    alg,
    kid,
    sign(signingInput) {
      const signature = sign(digest, Buffer.from(signingInput), key);
      return digest === null ? signature : ecdsaFromDer(signature);
    },
  };
}

/**
 * Makes a verifier from a public signing key. The key is imported once.
 *
 * @throws {@link TrustError} `TRUST_KEY_UNSUITABLE`, `TRUST_KEY_INVALID`.
 */
export function createVerifier(jwk: PublicJwk): Verifier {
  const { alg } = jwk;
  const digest = digestFor(jwk);
  const key = importPublicKey(jwk);
  return {
    alg,
    verify(signingInput, signature) {
      // The DER form would drop octets beyond the two numbers, so these could be anything.
      if (signature.length !== 64) return false;
      const encoded = digest === null ? signature : ecdsaToDer(signature);
      try {
        return verify(digest, Buffer.from(signingInput), key, encoded);
      } catch {
        // Whatever OpenSSL finds wrong with a signature, it does not verify.
        return false;
      }
    },
  };
}

/**
 * Reads a private key as `parsePublicJwk` reads a public one, and checks that both halves belong together.
 *
 * @throws {@link TrustError} `TRUST_KEY_INVALID`. The message holds no part of the key.
 */
export function parsePrivateJwk(input: unknown): PrivateJwk {
  const result = Private.safeParse(input);
  if (!result.success) throw invalidKey(result.error);
  requireSound(result.data);
  requirePair(result.data);
  return hideSecret(result.data);
}

/**
 * Imports the public half of a key.
 *
 * The octets of a key that is not of P-256 are put into the PEM text of its SubjectPublicKeyInfo: `node:crypto` imports that
 * in a third of the time that it takes for a JWK, and each message has two such keys.
 *
 * @throws {@link TrustError} `TRUST_KEY_INVALID`.
 * @see RFC 8410, Section 4
 */
export function importPublicKey(jwk: PublicHalf): KeyObject {
  // Node and OpenSSL would leave out what stands before or behind a coordinate.
  const coordinates = jwk.kty === "EC" ? [jwk.x, jwk.y] : [jwk.x];
  if (!coordinates.every((one) => OCTETS_32.test(one))) throw noPoint();
  try {
    if (jwk.kty === "EC") {
      const { kty, crv, x, y } = jwk;
      return createPublicKey({ key: { kty, crv, x, y }, format: "jwk" });
    }
    const octets = jwk.x.replaceAll("-", "+").replaceAll("_", "/");
    return createPublicKey(
      `-----BEGIN PUBLIC KEY-----\n${PUBLIC_INFO[jwk.crv]}${octets}=\n-----END PUBLIC KEY-----`,
    );
  } catch {
    // The native message may quote the key.
    throw noPoint();
  }
}

/** The coordinates of a key, without what it is for. */
type PublicHalf =
  | { readonly kty: "EC"; readonly crv: "P-256"; readonly x: string; readonly y: string }
  | { readonly kty: "OKP"; readonly crv: "Ed25519" | "X25519"; readonly x: string };

/** How a SubjectPublicKeyInfo begins, in base64. After it come the 32 octets of the key. */
const PUBLIC_INFO = { Ed25519: "MCowBQYDK2VwAyEA", X25519: "MCowBQYDK2VuAyEA" } as const;

/** Imports a private key. @throws {@link TrustError} `TRUST_KEY_INVALID`. */
export function importPrivateKey(jwk: PrivateJwk): KeyObject {
  try {
    return createPrivateKey({ key: { ...jwk }, format: "jwk" });
  } catch {
    throw refuseKey("the private key cannot be imported");
  }
}

/** With the public half of another key, the holder would sign under a foreign kid. */
function requirePair(jwk: PrivateJwk): void {
  let derived: Uint8Array;
  try {
    derived = derivePublic(jwk);
  } catch {
    throw refuseKey("the secret is not one of the curve");
  }
  const stated =
    jwk.kty === "EC"
      ? concatBytes(Uint8Array.of(4), decodeBase64url(jwk.x), decodeBase64url(jwk.y))
      : decodeBase64url(jwk.x);
  if (!equalBytes(derived, stated)) {
    throw refuseKey("the secret and the public half do not belong together");
  }
}

function derivePublic(jwk: PrivateJwk): Uint8Array {
  if (jwk.kty === "EC") {
    const ecdh = createECDH("prime256v1");
    ecdh.setPrivateKey(decodeBase64url(jwk.d));
    return ecdh.getPublicKey();
  }
  // For these curves the native import derives the public half from d and ignores x.
  return decodeBase64url(createPublicKey(importPrivateKey(jwk)).export({ format: "jwk" }).x ?? "");
}

/** The digest that node:crypto applies: none for Ed25519, which hashes by itself. */
function digestFor(jwk: PublicJwk): "sha256" | null {
  if (jwk.use !== "sig") throw new TrustError("TRUST_KEY_UNSUITABLE", "the key is not for signing");
  return jwk.alg === "ES256" ? "sha256" : null;
}

function complete(exported: JsonWebKey, use: "sig" | "enc"): PrivateJwk {
  const key = { ...exported, use, alg: algorithmFor(exported.crv, use) };
  return hideSecret({ ...key, kid: thumbprint(key as PublicJwk) } as PrivateJwk);
}

function algorithmFor(crv: unknown, use: "sig" | "enc"): string {
  if (use === "enc") return "ECDH-ES";
  return crv === "P-256" ? "ES256" : "Ed25519";
}
