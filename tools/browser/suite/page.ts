import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import { concatBytes, decodeBase64url, encodeUtf8, type Verifier } from "@safepassage/core";
import { type Evidence, type VerifiedEvidence, verifyEvidence } from "@safepassage/message/web";
import { parsePublicJwk, type VerificationJwk, verifyRegistry } from "@safepassage/trust/web";

/** Verifies evidence in a page. Throws a coded error if anything in it was changed or does not belong. */
export function examineInPage(
  evidence: Evidence,
  registry: string,
  key: unknown,
): VerifiedEvidence {
  const authority = parsePublicJwk(key);
  if (authority.use !== "sig") throw new TypeError("the registry's key is one for sealing");
  const verified = verifyRegistry(registry, createVerifier(authority), { createVerifier });
  return verifyEvidence(evidence, verified);
}

/** Checks signatures with one public key. A key or a signature that is no point verifies nothing. */
export function createVerifier(jwk: VerificationJwk): Verifier {
  return {
    alg: jwk.alg,
    verify(signingInput, signature) {
      try {
        return isSigned(jwk, encodeUtf8(signingInput), signature);
      } catch {
        return false;
      }
    },
  };
}

function isSigned(jwk: VerificationJwk, message: Uint8Array, signature: Uint8Array): boolean {
  const x = decodeBase64url(jwk.x);
  if (jwk.alg === "Ed25519") return ed25519.verify(signature, message, x, { zip215: false });
  const point = concatBytes(Uint8Array.of(4), x, decodeBase64url(jwk.y));
  return p256.verify(signature, message, point, { lowS: false });
}
