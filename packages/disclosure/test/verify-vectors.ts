/**
 * Builds `packages/vectors/data/disclosure/verify.json`: one case for each way to be wrong, each
 * refused by one check only, and a few that are accepted. Run as a program, it writes the file:
 * `node --conditions=@safepassage/source packages/disclosure/test/verify-vectors.ts`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import {
  AUDIENCE,
  baseClaims,
  digestOf,
  element,
  encodeJson,
  encodeText,
  join,
  member,
  NONCE,
  NOW,
  publicJwkOf,
  SECRET_KEYS,
  type SignOptions,
  saltOf,
  signJwt,
  signKeyBinding,
  TYP,
  withDigests,
} from "./signed-texts.ts";

/** One case of the vector file. */
export interface VerifyCase {
  readonly id: string;
  readonly comment: string;
  readonly sdJwt: string;
  /** Differences from the file's policy. */
  readonly policy?: VectorPolicy;
  /** `ok` or the code. */
  readonly expect: string;
  /** Claims of an accepted case. */
  readonly claims?: object;
}

/** Policy as data; both modes of key binding by name. */
export interface VectorPolicy {
  readonly keyBinding?: "forbidden" | "required";
  readonly requireAllResolved?: boolean;
  readonly checkExpiry?: "enforce" | "ignore";
  readonly limits?: {
    readonly maxLength?: number;
    readonly maxDisclosures?: number;
    readonly maxDepth?: number;
  };
}

export interface VerifyVectors {
  readonly spec: string;
  readonly source: string;
  readonly keys: { readonly issuer: object; readonly holder: object };
  readonly policy: object;
  readonly cases: readonly VerifyCase[];
}

export function buildVerifyVectors(): VerifyVectors {
  return {
    spec: "RFC 9901",
    source: "packages/disclosure/test/verify-vectors.ts",
    keys: {
      issuer: publicJwkOf(SECRET_KEYS.issuer),
      holder: publicJwkOf(SECRET_KEYS.holder),
    },
    policy: {
      typ: TYP,
      keyBinding: "forbidden",
      audience: AUDIENCE,
      nonce: NONCE,
      maxAgeSeconds: 300,
      requireAllResolved: false,
      checkExpiry: "enforce",
      now: NOW,
      skewSeconds: 60,
    },
    cases: [
      ...acceptedCases(),
      ...compactCases(),
      ...issuerCases(),
      ...shapeCases(),
      ...digestCases(),
      ...placementCases(),
      ...timeCases(),
      ...keyBindingCases(),
    ],
  };
}

const NAME = member(1, "name", "A");

function acceptedCases(): VerifyCase[] {
  const inner = member(2, "city", "Bern");
  const outer = member(3, "address", { _sd: [digestOf(inner)] });
  const item = element(4, "DE");
  const decoy = digestOf("decoy");
  const payload = {
    ...baseClaims(),
    _sd: [digestOf(NAME), digestOf(outer), decoy].sort(),
    list: [{ "...": digestOf(item) }, "FR", { "...": digestOf("decoy 2") }],
    _sd_alg: "sha-256",
  };
  const jwt = signJwt(payload);
  const all = join(jwt, [NAME, outer, inner, item]);
  const claims = { ...baseClaims(), list: ["DE", "FR"], name: "A", address: { city: "Bern" } };
  const none = join(jwt, []);
  const plain = join(signJwt(baseClaims()), []);
  const spaced = encodeText(`[ "${saltOf(1)}",\r\n "name" , "A" ]`);
  return [
    accept("all-disclosed", "every disclosure, decoys left over", all, claims),
    accept("none-disclosed", "no disclosure at all", none, { ...baseClaims(), list: ["FR"] }),
    accept("no-digests", "nothing is disclosable", plain, baseClaims()),
    accept("spaces", "the digest is over the text as received", sd([spaced]), {
      ...baseClaims(),
      name: "A",
    }),
    accept("key-binding", "with key binding", all + signKeyBinding(all), claims, {
      keyBinding: "required",
    }),
    accept(
      "hidden-exp",
      "an exp in a disclosure that has not come",
      sd([member(5, "exp", NOW + 1)]),
      {
        ...baseClaims(),
        exp: NOW + 1,
      },
    ),
    accept(
      "expired-ignored",
      "times are not compared for evidence",
      join(signJwt({ ...baseClaims(), exp: NOW - 1 }), []),
      { ...baseClaims(), exp: NOW - 1 },
      { checkExpiry: "ignore" },
    ),
    accept(
      "prototype-name",
      "names of Object.prototype are ordinary names",
      sd([member(6, "toString", 1), member(7, "constructor", 2)]),
      { ...baseClaims(), toString: 1, constructor: 2 },
    ),
  ];
}

function compactCases(): VerifyCase[] {
  const jwt = signJwt(withDigests([NAME]));
  const two = [NAME, member(2, "other", "B")];
  return [
    refuse("too-large", "longer than the limit", sd([NAME]), "DISCLOSURE_TOO_LARGE", {
      limits: { maxLength: 100 },
    }),
    refuse("too-many", "two where one is admitted", sd(two), "DISCLOSURE_TOO_MANY", {
      limits: { maxDisclosures: 1 },
    }),
    refuse("jwt-alone", "no tilde at all", jwt, "DISCLOSURE_SEPARATOR_MISSING"),
    refuse(
      "no-last-tilde",
      "ends in a disclosure",
      `${jwt}~${NAME}`,
      "DISCLOSURE_SEPARATOR_MISSING",
    ),
    refuse("two-tildes", "an empty disclosure", `${jwt}~${NAME}~~`, "DISCLOSURE_EMPTY"),
    refuse("repeated", "a disclosure sent twice", join(jwt, [NAME, NAME]), "DISCLOSURE_REPEATED"),
  ];
}

function issuerCases(): VerifyCase[] {
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

function shapeCases(): VerifyCase[] {
  const salt = saltOf(1);
  const json = (id: string, comment: string, value: unknown, expect: string) =>
    refuse(id, comment, sd([encodeJson(value)]), expect);
  const text = (id: string, comment: string, disclosure: string, expect: string) =>
    refuse(id, comment, sd([disclosure]), expect);
  const loose = encodeText(`["${salt}","n",12]`);
  return [
    text("padded", "base64 padding", `${loose}=`, "DISCLOSURE_ENCODING_INVALID"),
    text(
      "plus",
      "the other alphabet",
      `${NAME.slice(0, -4)}+${NAME.slice(-3)}`,
      "DISCLOSURE_ENCODING_INVALID",
    ),
    text(
      "left-over-bits",
      "left-over bits set",
      setLeftOverBit(encodeText(`["${salt}","n",1]`)),
      "DISCLOSURE_ENCODING_INVALID",
    ),
    text("not-json", "not JSON", encodeText("salt,name,value"), "DISCLOSURE_JSON_INVALID"),
    text("json-cut", "JSON cut short", encodeText(`["${salt}","n","v"`), "DISCLOSURE_JSON_INVALID"),
    text(
      "json-more",
      "text after the JSON",
      encodeText(`["${salt}","n","v"]]`),
      "DISCLOSURE_JSON_INVALID",
    ),
    text(
      "not-utf8",
      "octets that are not UTF-8",
      encodeText(Uint8Array.of(0x5b, 0x22, 0xff, 0x22, 0x5d)),
      "DISCLOSURE_JSON_INVALID",
    ),
    text(
      "lone-surrogate",
      "an escaped lone surrogate",
      encodeText(`["${salt}","n","\\ud800"]`),
      "DISCLOSURE_JSON_INVALID",
    ),
    text(
      "value-member-twice",
      "a member twice in the value",
      encodeText(`["${salt}","n",{"a":1,"a":1}]`),
      "DISCLOSURE_JSON_INVALID",
    ),
    text(
      "value-proto",
      "a member __proto__ in the value",
      encodeText(`["${salt}","n",{"__proto__":{}}]`),
      "DISCLOSURE_JSON_INVALID",
    ),
    json("object", "an object", { salt, name: "n", value: 1 }, "DISCLOSURE_NOT_ARRAY"),
    json("string", "a string of the right length", "abc", "DISCLOSURE_NOT_ARRAY"),
    json("null", "null", null, "DISCLOSURE_NOT_ARRAY"),
    json("length-0", "no element", [], "DISCLOSURE_LENGTH_WRONG"),
    json("length-1", "one element", [salt], "DISCLOSURE_LENGTH_WRONG"),
    json("length-4", "four elements", [salt, "n", "v", "w"], "DISCLOSURE_LENGTH_WRONG"),
    json("salt-number", "salt is a number", [7, "n", "v"], "DISCLOSURE_SALT_NOT_STRING"),
    json("salt-null", "salt is null", [null, "n", "v"], "DISCLOSURE_SALT_NOT_STRING"),
    json("salt-empty", "salt is empty", ["", "n", "v"], "DISCLOSURE_SALT_EMPTY"),
    json("name-number", "name is a number", [salt, 1, "v"], "DISCLOSURE_NAME_NOT_STRING"),
    json("name-null", "name is null", [salt, null, "v"], "DISCLOSURE_NAME_NOT_STRING"),
    json("name-sd", "name is _sd", [salt, "_sd", []], "DISCLOSURE_NAME_RESERVED"),
    json("name-dots", "name is three dots", [salt, "...", "v"], "DISCLOSURE_NAME_RESERVED"),
    json(
      "name-sd-alg",
      "name is _sd_alg",
      [salt, "_sd_alg", "sha-256"],
      "DISCLOSURE_NAME_RESERVED",
    ),
    json(
      "name-proto",
      "name is __proto__",
      [salt, "__proto__", { a: 1 }],
      "DISCLOSURE_NAME_FORBIDDEN",
    ),
  ];
}

function digestCases(): VerifyCase[] {
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

function placementCases(): VerifyCase[] {
  const item = element(2, "DE");
  const placeholder = { "...": digestOf(item) };
  const payloadOf = (more: object, disclosures: string[]) =>
    join(signJwt({ ...baseClaims(), ...more }), disclosures);
  const unnamed = [digestOf(item)];
  const named = [{ "...": digestOf(NAME) }];
  const inner = member(4, "inner", 1);
  const outer = member(5, "outer", { _sd: [digestOf(inner)] });
  const deep = member(6, "a", { b: { c: { d: {} } } });
  const chain = chainOf(6);
  return [
    refuse(
      "placeholder-extra",
      "a placeholder with another member",
      payloadOf({ list: [{ ...placeholder, a: 1 }] }, [item]),
      "DISCLOSURE_PLACEHOLDER_EXTRA",
    ),
    refuse(
      "placeholder-sd",
      "a placeholder with _sd",
      payloadOf({ list: [{ ...placeholder, _sd: [] }] }, [item]),
      "DISCLOSURE_PLACEHOLDER_EXTRA",
    ),
    refuse(
      "placeholder-top",
      "three dots at the top level",
      payloadOf({ "...": digestOf("decoy") }, []),
      "DISCLOSURE_PLACEHOLDER_MISPLACED",
    ),
    refuse(
      "placeholder-member",
      "a member is a placeholder",
      payloadOf({ a: placeholder }, [item]),
      "DISCLOSURE_PLACEHOLDER_MISPLACED",
    ),
    refuse(
      "placeholder-disclosed",
      "a disclosed value is a placeholder",
      sd([member(3, "a", placeholder)]),
      "DISCLOSURE_PLACEHOLDER_MISPLACED",
    ),
    refuse(
      "member-unnamed",
      "an element's disclosure in _sd",
      payloadOf({ _sd: unnamed }, [item]),
      "DISCLOSURE_MEMBER_UNNAMED",
    ),
    refuse(
      "element-named",
      "a member's disclosure as element",
      payloadOf({ list: named }, [NAME]),
      "DISCLOSURE_ELEMENT_NAMED",
    ),
    refuse(
      "name-taken",
      "the claim is in the clear",
      join(signJwt(withDigests([NAME], { name: "B" })), [NAME]),
      "DISCLOSURE_NAME_TAKEN",
    ),
    refuse(
      "name-taken-iss",
      "replaces the issuer",
      sd([member(3, "iss", "https://other.example")]),
      "DISCLOSURE_NAME_TAKEN",
    ),
    refuse(
      "name-taken-sd-first",
      "_sd stands before the claim",
      payloadOf({ a: { _sd: [digestOf(NAME)], name: "B" } }, [NAME]),
      "DISCLOSURE_NAME_TAKEN",
    ),
    refuse(
      "name-twice",
      "two disclosures of one claim",
      sd([NAME, member(3, "name", "B")]),
      "DISCLOSURE_NAME_TAKEN",
    ),
    refuse(
      "unreferenced",
      "a disclosure of another SD-JWT",
      join(signJwt(withDigests([NAME])), [NAME, inner]),
      "DISCLOSURE_UNREFERENCED",
    ),
    refuse(
      "value-changed",
      "another value under the same salt",
      join(signJwt(withDigests([NAME])), [member(1, "name", "B")]),
      "DISCLOSURE_UNREFERENCED",
    ),
    refuse(
      "inner-alone",
      "an inner disclosure without the outer",
      join(signJwt(withDigests([outer])), [inner]),
      "DISCLOSURE_UNREFERENCED",
    ),
    refuse(
      "digest-in-text",
      "a digest in an ordinary claim is not one",
      join(signJwt({ ...baseClaims(), sd: [digestOf(NAME)] }), [NAME]),
      "DISCLOSURE_UNREFERENCED",
    ),
    refuse(
      "unresolved-member",
      "a member left closed",
      join(signJwt(withDigests([NAME])), []),
      "DISCLOSURE_UNRESOLVED",
      { requireAllResolved: true },
    ),
    refuse(
      "unresolved-element",
      "an element left closed",
      payloadOf({ list: [placeholder] }, []),
      "DISCLOSURE_UNRESOLVED",
      { requireAllResolved: true },
    ),
    refuse(
      "unresolved-inner",
      "an inner member left closed",
      join(signJwt(withDigests([outer])), [outer]),
      "DISCLOSURE_UNRESOLVED",
      { requireAllResolved: true },
    ),
    refuse(
      "deep-payload",
      "a payload of five levels",
      payloadOf({ a: { b: { c: { d: {} } } } }, []),
      "DISCLOSURE_TOO_DEEP",
      { limits: { maxDepth: 4 } },
    ),
    refuse("deep-value", "a disclosed value makes five levels", sd([deep]), "DISCLOSURE_TOO_DEEP", {
      limits: { maxDepth: 4 },
    }),
    refuse(
      "deep-chain",
      "six disclosures inside each other",
      sd([chain[0] ?? ""], chain.slice(1)),
      "DISCLOSURE_TOO_DEEP",
      { limits: { maxDepth: 4 } },
    ),
  ];
}

function timeCases(): VerifyCase[] {
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

function keyBindingCases(): VerifyCase[] {
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

/** An SD-JWT with `disclosures` in its top-level `_sd`, and `more` disclosures sent with them. */
function sd(disclosures: readonly string[], more: readonly string[] = []): string {
  return join(signJwt(withDigests(disclosures)), [...disclosures, ...more]);
}

/** Disclosures inside each other, the outermost first. */
export function chainOf(length: number): string[] {
  const chain = [member(100, "m", 1)];
  for (let i = 1; i < length; i++) {
    chain.unshift(member(100 + i, "m", { _sd: [digestOf(chain[0] ?? "")] }));
  }
  return chain;
}

/** Header and payload of one JWT with the signature of another. */
function splice(signed: string, changed: string): string {
  return changed.slice(0, changed.lastIndexOf(".")) + signed.slice(signed.lastIndexOf("."));
}

function setLeftOverBit(text: string): string {
  if (text.length % 4 === 0) throw new Error("no bits are left over");
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return text.slice(0, -1) + alphabet.charAt(alphabet.indexOf(text.slice(-1)) + 1);
}

function accept(
  id: string,
  comment: string,
  sdJwt: string,
  claims: object,
  policy?: VectorPolicy,
): VerifyCase {
  return { id, comment, sdJwt, expect: "ok", claims, ...(policy && { policy }) };
}

function refuse(
  id: string,
  comment: string,
  sdJwt: string,
  expect: string,
  policy?: VectorPolicy,
): VerifyCase {
  return { id, comment, sdJwt, expect, ...(policy && { policy }) };
}

if (import.meta.main) {
  const folder = new URL("../../vectors/data/disclosure/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify(buildVerifyVectors(), undefined, 2);
  writeFileSync(new URL("verify.json", folder), `${text}\n`);
}
