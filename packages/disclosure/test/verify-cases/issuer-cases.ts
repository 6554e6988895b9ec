import {
  encodeJson,
  join,
  publicJwkOf,
  SECRET_KEYS,
  type SignOptions,
  signJwt,
  TYP,
  withDigests,
} from "../signed-texts.ts";
import { NAME, refuse, type VerifyCase } from "./case.ts";

/** The JWT of the issuer: header, signature and payload. */
export function issuerCases(): VerifyCase[] {
  const signed = (options: SignOptions) => join(signJwt(withDigests([NAME]), options), [NAME]);
  const jwt = signJwt(withDigests([NAME]));
  const raw = (rawPayload: string) => join(signJwt({}, { rawPayload }), []);
  const header = { alg: "ES256", typ: TYP };
  const plain = encodeJson(withDigests([NAME]));
  return [
    refuse(
      "two-parts",
      "a JWT without signature part",
      `${jwt.slice(0, jwt.lastIndexOf("."))}~${NAME}~`,
      "JWS_MALFORMED",
    ),
    refuse(
      "alg-none",
      "unsigned",
      join(`${encodeJson({ alg: "none", typ: TYP })}.${plain}.`, [NAME]),
      "JWS_ALGORITHM_NOT_ALLOWED",
    ),
    refuse(
      "alg-other",
      "an algorithm outside the table",
      signed({ header: { alg: "HS256", typ: TYP } }),
      "JWS_ALGORITHM_NOT_ALLOWED",
    ),
    refuse(
      "alg-of-other-key",
      "the key is for ES256",
      signed({ header: { alg: "Ed25519", typ: TYP } }),
      "JWS_ALGORITHM_NOT_ALLOWED",
    ),
    refuse(
      "typ-wrong",
      "another type",
      signed({ header: { alg: "ES256", typ: "other+sd-jwt" } }),
      "JWS_TYPE_WRONG",
    ),
    refuse("typ-missing", "no type", signed({ header: { alg: "ES256" } }), "JWS_TYPE_WRONG"),
    refuse(
      "crit",
      "a critical extension",
      signed({ header: { ...header, crit: ["x"], x: 1 } }),
      "JWS_CRITICAL_UNKNOWN",
    ),
    refuse(
      "jwk-header",
      "brings its own key",
      signed({ header: { ...header, jwk: publicJwkOf(SECRET_KEYS.stranger) } }),
      "JWS_HEADER_INVALID",
    ),
    refuse(
      "stranger",
      "signed by another key",
      signed({ key: SECRET_KEYS.stranger }),
      "JWS_SIGNATURE_INVALID",
    ),
    refuse(
      "payload-changed",
      "payload of another JWT",
      join(splice(jwt, signJwt(withDigests([NAME], { a: 1 }))), [NAME]),
      "JWS_SIGNATURE_INVALID",
    ),
    refuse("signature-short", "63 octets", join(jwt.slice(0, -2), [NAME]), "JWS_SIGNATURE_INVALID"),
    refuse("payload-array", "payload is an array", raw("[]"), "JWS_MALFORMED"),
    refuse("payload-twice", "a member twice", raw('{"a":1,"a":2}'), "JSON_DUPLICATE_MEMBER"),
    refuse("payload-proto", "a member __proto__", raw('{"__proto__":1}'), "JSON_FORBIDDEN_MEMBER"),
    refuse("payload-infinite", "exp beyond a double", raw('{"exp":1e999}'), "JSON_BAD_NUMBER"),
  ];
}

/** Header and payload of one JWT with the signature of another. */
function splice(signed: string, changed: string): string {
  return changed.slice(0, changed.lastIndexOf(".")) + signed.slice(signed.lastIndexOf("."));
}
