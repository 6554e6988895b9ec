import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { concatBytes, decodeBase64url, equalBytes } from "@safepassage/core";
import { refuseKey } from "../trust-error.ts";
import {
  hideSecret,
  invalidKey,
  noPoint,
  Private,
  type PrivateJwk,
  type PublicJwk,
  requireSound,
} from "./jwk.ts";

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

/** Imports the public half. @throws {@link TrustError} `TRUST_KEY_INVALID`. */
export function importPublicKey(jwk: PublicJwk | PrivateJwk): KeyObject {
  const { kty, crv, x } = jwk;
  const key = jwk.kty === "EC" ? { kty, crv, x, y: jwk.y } : { kty, crv, x };
  try {
    return createPublicKey({ key, format: "jwk" });
  } catch {
    // The native message may quote the key.
    throw noPoint();
  }
}

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
