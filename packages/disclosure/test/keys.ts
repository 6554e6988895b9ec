/** Signers and verifiers over the keys of the vectors, with noble's P-256. */
import { p256 } from "@noble/curves/nist.js";
import { encodeUtf8, type Signer, type Verifier } from "@safepassage/core";

export function createTestSigner(secretKey: Uint8Array, kid = "test"): Signer {
  return { alg: "ES256", kid, sign: (input) => p256.sign(encodeUtf8(input), secretKey) };
}

function createTestVerifier(publicKey: Uint8Array): Verifier {
  return {
    alg: "ES256",
    verify: (input, signature) =>
      p256.verify(signature, encodeUtf8(input), publicKey, { lowS: false }),
  };
}

/** A verifier from the public JWK of a vector file. */
export function verifierFromJwk({ x, y }: { readonly x: string; readonly y: string }): Verifier {
  return createTestVerifier(p256.Point.fromHex(`04${toHex(x)}${toHex(y)}`).toBytes(false));
}

function toHex(base64url: string): string {
  return Buffer.from(base64url, "base64url").toString("hex");
}
