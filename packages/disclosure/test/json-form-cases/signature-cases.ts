import { p256 } from "@noble/curves/nist.js";
import { encodeText, TYP } from "../signed-texts.ts";
import { ALL, type JsonFormCase, type JsonFormPolicy, refuse } from "./case.ts";
import { BY_ISSUER, BY_SECOND, general, signed } from "./forms.ts";

/** Which signatures there are, and which count. */
export function signatureCases(): JsonFormCase[] {
  const listed = (
    id: string,
    comment: string,
    signatures: unknown,
    expect: string,
    policy?: JsonFormPolicy,
  ) => refuse(id, comment, "general", general(signatures), expect, policy);
  const turned = turnSignature(String(BY_ISSUER["signature"]));
  const again = { protected: BY_ISSUER["protected"], signature: turned };
  return [
    listed("signatures-empty", "no signature", [], "DISCLOSURE_SIGNATURES_NONE"),
    listed(
      "signatures-too-many",
      "two where one is admitted",
      [BY_ISSUER, BY_SECOND],
      "DISCLOSURE_SIGNATURES_TOO_MANY",
      { ...ALL, limits: { maxSignatures: 1 } },
    ),
    listed(
      "signatures-several",
      "two where there may be one only",
      [BY_ISSUER, BY_SECOND],
      "DISCLOSURE_SIGNATURES_SEVERAL",
    ),
    listed(
      "second-removed",
      "the second signature was taken out",
      [BY_ISSUER],
      "DISCLOSURE_SIGNATURES_MISSING",
      ALL,
    ),
    listed(
      "second-unasked",
      "a signature by a key that was not asked for",
      [BY_ISSUER, BY_SECOND],
      "DISCLOSURE_SIGNATURES_UNASKED",
      { signatures: { verify: "all", kids: ["issuer"] } },
    ),
    listed(
      "second-unnamed",
      "a signature that names no key",
      [BY_ISSUER, BY_SECOND, again],
      "DISCLOSURE_SIGNATURES_UNASKED",
      ALL,
    ),
    listed(
      "first-turned",
      "the first signature with -s for s counts no second time",
      [BY_ISSUER, BY_SECOND, { ...again, header: { kid: "issuer" } }],
      "DISCLOSURE_SIGNATURES_REPEATED",
      ALL,
    ),
    listed(
      "first-renamed",
      "the first signature with -s for s, under the name of the second key",
      [BY_ISSUER, { ...again, header: { kid: "second" } }],
      "JWS_SIGNATURE_INVALID",
      ALL,
    ),
    listed(
      "second-wrong",
      "the second signature is of another payload",
      [BY_ISSUER, { ...BY_SECOND, signature: BY_ISSUER["signature"] }],
      "JWS_SIGNATURE_INVALID",
      ALL,
    ),
    listed(
      "first-wrong",
      "the first signature is another's, where the first counts",
      [{ ...BY_ISSUER, signature: BY_SECOND["signature"] }, BY_SECOND],
      "JWS_SIGNATURE_INVALID",
      { signatures: { verify: "first" } },
    ),
    listed(
      "second-algorithm",
      "the second algorithm is not admitted, though the first signature counts",
      [BY_ISSUER, signed({ header: { alg: "HS256", typ: TYP } })],
      "JWS_ALGORITHM_NOT_ALLOWED",
      { signatures: { verify: "first" } },
    ),
    listed(
      "second-typ",
      "the second type is another, though the first signature counts",
      [BY_ISSUER, signed({ header: { alg: "ES256", typ: "JWT" } })],
      "JWS_TYPE_WRONG",
      { signatures: { verify: "first" } },
    ),
  ];
}

/** The other ECDSA signature over the same text: s is replaced by -s, which needs no key. */
function turnSignature(signature: string): string {
  const octets = Buffer.from(signature, "base64url");
  const s = BigInt(`0x${octets.subarray(32).toString("hex")}`);
  const turned = (p256.Point.Fn.ORDER - s).toString(16).padStart(64, "0");
  return encodeText(Buffer.concat([octets.subarray(0, 32), Buffer.from(turned, "hex")]));
}
