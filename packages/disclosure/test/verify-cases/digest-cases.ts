import { baseClaims, digestOf, join, member, signJwt, withDigests } from "../signed-texts.ts";
import { NAME, refuse, sd, type VerifyCase } from "./case.ts";

/** Digests in the payload and in disclosed values. */
export function digestCases(): VerifyCase[] {
  const digest = digestOf(NAME);
  const sdOf = (id: string, comment: string, _sd: unknown, expect: string) =>
    refuse(id, comment, join(signJwt({ ...baseClaims(), _sd }), []), expect);
  const listOf = (id: string, comment: string, list: unknown[], expect: string) =>
    refuse(id, comment, join(signJwt({ ...baseClaims(), list }), []), expect);
  const decoy = digestOf("decoy");
  const holdsDigest = member(2, "outer", { _sd: [digest] });
  return [
    sdOf("sd-string", "_sd is one digest", digest, "DISCLOSURE_SD_NOT_ARRAY"),
    sdOf("sd-object", "_sd is an object", { a: digest }, "DISCLOSURE_SD_NOT_ARRAY"),
    sdOf("sd-null", "_sd is null", null, "DISCLOSURE_SD_NOT_ARRAY"),
    refuse(
      "sd-string-nested",
      "_sd of an inner object",
      join(signJwt({ ...baseClaims(), a: [{ _sd: digest }] }), []),
      "DISCLOSURE_SD_NOT_ARRAY",
    ),
    sdOf("digest-number", "a digest is a number", [1], "DISCLOSURE_DIGEST_NOT_STRING"),
    sdOf(
      "digest-array",
      "a digest is in an array of its own",
      [[digest]],
      "DISCLOSURE_DIGEST_NOT_STRING",
    ),
    listOf(
      "placeholder-number",
      "a placeholder's digest is a number",
      [{ "...": 1 }],
      "DISCLOSURE_DIGEST_NOT_STRING",
    ),
    listOf(
      "placeholder-null",
      "a placeholder's digest is null",
      [{ "...": null }],
      "DISCLOSURE_DIGEST_NOT_STRING",
    ),
    sdOf(
      "digest-short",
      "a digest of 42 characters",
      [digest.slice(1)],
      "DISCLOSURE_DIGEST_MALFORMED",
    ),
    sdOf("digest-hex", "a digest in hex", ["ab".repeat(32)], "DISCLOSURE_DIGEST_MALFORMED"),
    sdOf("digest-padded", "a digest with padding", [`${digest}=`], "DISCLOSURE_DIGEST_MALFORMED"),
    sdOf(
      "digest-left-over-bits",
      "left-over bits set",
      [`${digest.slice(0, 42)}B`],
      "DISCLOSURE_DIGEST_MALFORMED",
    ),
    sdOf("digest-empty", "an empty digest", [""], "DISCLOSURE_DIGEST_MALFORMED"),
    listOf(
      "placeholder-short",
      "a placeholder's digest is short",
      [{ "...": "abc" }],
      "DISCLOSURE_DIGEST_MALFORMED",
    ),
    sdOf(
      "decoy-twice",
      "a digest without disclosure twice",
      [decoy, decoy],
      "DISCLOSURE_DIGEST_REPEATED",
    ),
    refuse(
      "digest-twice",
      "a digest twice in one _sd",
      join(signJwt({ ...baseClaims(), _sd: [digest, digest] }), [NAME]),
      "DISCLOSURE_DIGEST_REPEATED",
    ),
    refuse(
      "digest-two-objects",
      "a digest in two objects",
      join(signJwt({ ...baseClaims(), a: { _sd: [digest] }, b: { _sd: [digest] } }), [NAME]),
      "DISCLOSURE_DIGEST_REPEATED",
    ),
    refuse(
      "decoy-member-element",
      "a digest in _sd and as element",
      join(signJwt({ ...baseClaims(), _sd: [decoy], list: [{ "...": decoy }] }), []),
      "DISCLOSURE_DIGEST_REPEATED",
    ),
    refuse(
      "digest-in-disclosure",
      "a digest in the payload and in a disclosure",
      join(signJwt(withDigests([NAME, holdsDigest])), [NAME, holdsDigest]),
      "DISCLOSURE_DIGEST_REPEATED",
    ),
    refuse(
      "alg-unknown",
      "another hash function",
      join(signJwt({ ...baseClaims(), _sd_alg: "sha-512" }), []),
      "DISCLOSURE_HASH_UNKNOWN",
    ),
    refuse(
      "alg-case",
      "wrong case",
      join(signJwt({ ...baseClaims(), _sd_alg: "SHA-256" }), []),
      "DISCLOSURE_HASH_UNKNOWN",
    ),
    refuse(
      "alg-null",
      "_sd_alg is null",
      join(signJwt({ ...baseClaims(), _sd_alg: null }), []),
      "DISCLOSURE_HASH_UNKNOWN",
    ),
    refuse(
      "alg-nested",
      "_sd_alg in an inner object",
      join(signJwt({ ...baseClaims(), a: { _sd_alg: "sha-256" } }), []),
      "DISCLOSURE_HASH_MISPLACED",
    ),
    refuse(
      "alg-in-disclosure",
      "_sd_alg in a disclosed value",
      sd([member(3, "a", { _sd_alg: "sha-256" })]),
      "DISCLOSURE_HASH_MISPLACED",
    ),
  ];
}
