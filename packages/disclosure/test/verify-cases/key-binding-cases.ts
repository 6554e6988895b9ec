import {
  AUDIENCE,
  join,
  member,
  NONCE,
  NOW,
  SECRET_KEYS,
  signJwt,
  signKeyBinding,
  withDigests,
} from "../signed-texts.ts";
import { NAME, refuse, type VectorPolicy, type VerifyCase } from "./case.ts";

/** The key binding JWT. */
export function keyBindingCases(): VerifyCase[] {
  const other = member(2, "other", "B");
  const jwt = signJwt(withDigests([NAME, other]));
  const presented = join(jwt, [NAME]);
  const required: VectorPolicy = { keyBinding: "required" };
  const bound = (id: string, comment: string, kb: string, expect: string) =>
    refuse(id, comment, presented + kb, expect, required);
  const claims = (id: string, comment: string, more: Record<string, unknown>, expect: string) =>
    bound(id, comment, signKeyBinding(presented, more), expect);
  const header = (id: string, comment: string, value: object, expect: string) =>
    bound(id, comment, signKeyBinding(presented, {}, { header: value }), expect);
  const good = signKeyBinding(presented);
  return [
    refuse(
      "kb-forbidden",
      "key binding where none is admitted",
      presented + good,
      "DISCLOSURE_KB_FORBIDDEN",
    ),
    refuse("kb-missing", "no key binding", presented, "DISCLOSURE_KB_MISSING", required),
    bound(
      "kb-two-parts",
      "two parts",
      good.slice(0, good.lastIndexOf(".")),
      "DISCLOSURE_KB_MALFORMED",
    ),
    bound(
      "kb-payload-array",
      "payload is an array",
      signKeyBinding("", {}, { rawPayload: "[]" }),
      "DISCLOSURE_KB_MALFORMED",
    ),
    header(
      "kb-jwk",
      "brings its own key",
      { alg: "ES256", typ: "kb+jwt", jwk: {} },
      "DISCLOSURE_KB_MALFORMED",
    ),
    header("kb-typ", "another type", { alg: "ES256", typ: "JWT" }, "DISCLOSURE_KB_TYPE_WRONG"),
    header("kb-typ-missing", "no type", { alg: "ES256" }, "DISCLOSURE_KB_TYPE_WRONG"),
    header(
      "kb-alg-none",
      "alg none",
      { alg: "none", typ: "kb+jwt" },
      "DISCLOSURE_KB_ALGORITHM_NOT_ALLOWED",
    ),
    header(
      "kb-alg-other-key",
      "the bound key is for ES256",
      { alg: "Ed25519", typ: "kb+jwt" },
      "DISCLOSURE_KB_ALGORITHM_NOT_ALLOWED",
    ),
    bound(
      "kb-issuer-key",
      "signed by the issuer",
      signKeyBinding(presented, {}, { key: SECRET_KEYS.issuer }),
      "DISCLOSURE_KB_SIGNATURE_INVALID",
    ),
    bound("kb-signature-short", "63 octets", good.slice(0, -2), "DISCLOSURE_KB_SIGNATURE_INVALID"),
    claims(
      "kb-aud",
      "another audience",
      { aud: "https://verifier.example/" },
      "DISCLOSURE_KB_AUDIENCE_WRONG",
    ),
    claims(
      "kb-aud-array",
      "an array of audiences",
      { aud: [AUDIENCE] },
      "DISCLOSURE_KB_AUDIENCE_WRONG",
    ),
    claims("kb-aud-missing", "no audience", { aud: undefined }, "DISCLOSURE_KB_AUDIENCE_WRONG"),
    claims("kb-nonce", "another nonce", { nonce: `${NONCE}x` }, "DISCLOSURE_KB_NONCE_WRONG"),
    claims("kb-nonce-missing", "no nonce", { nonce: undefined }, "DISCLOSURE_KB_NONCE_WRONG"),
    refuse(
      "kb-more-disclosed",
      "a disclosure added after binding",
      join(jwt, [NAME, other]) + good,
      "DISCLOSURE_KB_HASH_WRONG",
      required,
    ),
    refuse(
      "kb-less-disclosed",
      "a disclosure removed after binding",
      join(jwt, []) + good,
      "DISCLOSURE_KB_HASH_WRONG",
      required,
    ),
    claims("kb-hash-missing", "no sd_hash", { sd_hash: undefined }, "DISCLOSURE_KB_HASH_WRONG"),
    claims("kb-iat-missing", "no iat", { iat: undefined }, "DISCLOSURE_KB_TIME_INVALID"),
    claims("kb-iat-string", "iat is a string", { iat: `${NOW}` }, "DISCLOSURE_KB_TIME_INVALID"),
    claims("kb-exp-string", "exp is a string", { exp: "later" }, "DISCLOSURE_KB_TIME_INVALID"),
    claims("kb-old", "older than the maximum age", { iat: NOW - 301 }, "DISCLOSURE_KB_TOO_OLD"),
    claims("kb-expired", "exp is past", { exp: NOW - 1 }, "DISCLOSURE_KB_TOO_OLD"),
    claims("kb-future", "iat beyond the skew", { iat: NOW + 61 }, "DISCLOSURE_KB_IN_FUTURE"),
    claims("kb-not-yet", "nbf beyond the skew", { nbf: NOW + 61 }, "DISCLOSURE_KB_IN_FUTURE"),
  ];
}
