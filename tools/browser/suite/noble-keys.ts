import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import { decodeBase64url, encodeUtf8, type Signer, type Verifier } from "@safepassage/core";

/** A public key as the vectors hold it. */
export type PublicKey = Readonly<Record<string, string>>;

/** No browser verifies ECDSA synchronously, so both sides use noble here. */
export function nobleVerifier(alg: string, jwk: PublicKey): Verifier {
  const octets = (name: string) => decodeBase64url(jwk[name] ?? "");
  const verify = (message: Uint8Array, signature: Uint8Array): boolean => {
    if (alg === "Ed25519") {
      // By RFC 8032 and not more: as Node does.
      return ed25519.verify(signature, message, octets("x"), { zip215: false });
    }
    const key = Uint8Array.of(4, ...octets("x"), ...octets("y"));
    return p256.verify(signature, message, key, { lowS: false });
  };
  return {
    alg,
    verify(signingInput, signature) {
      try {
        return verify(encodeUtf8(signingInput), signature);
      } catch {
        // A key or signature that is no point of the curve does not verify.
        return false;
      }
    },
  };
}

/** A signer of tests, the same at every run: both algorithms sign without randomness. */
export function nobleSigner(): { signer: Signer; verifier: Verifier } {
  const secret = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
  const key = ed25519.getPublicKey(secret);
  return {
    signer: {
      alg: "Ed25519",
      kid: "suite",
      sign: (text) => ed25519.sign(encodeUtf8(text), secret),
    },
    verifier: {
      alg: "Ed25519",
      verify: (text, signature) => ed25519.verify(signature, encodeUtf8(text), key),
    },
  };
}
