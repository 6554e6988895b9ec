import { baseClaims, digestOf, join, member, NOW, signJwt } from "../signed-texts.ts";
import { refuse, sd, type VectorPolicy, type VerifyCase } from "./case.ts";

/** Times of the claims, in the clear and disclosed. */
export function timeCases(): VerifyCase[] {
  const clear = (
    id: string,
    comment: string,
    more: object,
    expect: string,
    policy?: VectorPolicy,
  ) => refuse(id, comment, join(signJwt({ ...baseClaims(), ...more }), []), expect, policy);
  const hidden = (id: string, comment: string, name: string, value: unknown, expect: string) =>
    refuse(id, comment, sd([member(3, name, value)]), expect);
  const hiddenIat = member(3, "iat", NOW + 61);
  return [
    clear("exp-string", "exp is a string", { exp: `${NOW + 99}` }, "DISCLOSURE_TIME_INVALID"),
    clear("exp-null", "exp is null", { exp: null }, "DISCLOSURE_TIME_INVALID"),
    clear("exp-array", "exp is in an array", { exp: [NOW + 99] }, "DISCLOSURE_TIME_INVALID"),
    clear(
      "exp-string-ignored",
      "exp must be a number even if not compared",
      { exp: "never" },
      "DISCLOSURE_TIME_INVALID",
      { checkExpiry: "ignore" },
    ),
    clear("nbf-string", "nbf is a string", { nbf: "0" }, "DISCLOSURE_TIME_INVALID"),
    clear("iat-boolean", "iat is a boolean", { iat: true }, "DISCLOSURE_TIME_INVALID"),
    hidden(
      "hidden-exp-string",
      "exp in a disclosure is a string",
      "exp",
      "later",
      "DISCLOSURE_TIME_INVALID",
    ),
    hidden(
      "hidden-nbf-null",
      "nbf in a disclosure is null",
      "nbf",
      null,
      "DISCLOSURE_TIME_INVALID",
    ),
    clear("expired", "exp is past", { exp: NOW - 1 }, "DISCLOSURE_EXPIRED"),
    clear("expires-now", "exp is this second", { exp: NOW }, "DISCLOSURE_EXPIRED"),
    hidden("hidden-expired", "exp in a disclosure is past", "exp", NOW - 1, "DISCLOSURE_EXPIRED"),
    clear("not-yet", "nbf beyond the skew", { nbf: NOW + 61 }, "DISCLOSURE_NOT_YET_VALID"),
    hidden(
      "hidden-not-yet",
      "nbf in a disclosure beyond the skew",
      "nbf",
      NOW + 61,
      "DISCLOSURE_NOT_YET_VALID",
    ),
    clear("future", "iat beyond the skew", { iat: NOW + 61 }, "DISCLOSURE_ISSUED_IN_FUTURE"),
    refuse(
      "hidden-future",
      "iat in a disclosure beyond the skew",
      join(signJwt({ iss: "https://issuer.example", _sd: [digestOf(hiddenIat)] }), [hiddenIat]),
      "DISCLOSURE_ISSUED_IN_FUTURE",
    ),
  ];
}
