/**
 * Builds `packages/vectors/data/disclosure/json-forms.json`: SD-JWTs in flattened and general form,
 * one case for each way to be wrong. Run as a program, it writes the file:
 * `node --conditions=@safepassage/source packages/disclosure/test/json-form-vectors.ts`.
 */
import { writeFileSync } from "node:fs";
import { p256 } from "@noble/curves/nist.js";
import {
  AUDIENCE,
  baseClaims,
  digestOf,
  encodeJson,
  encodeText,
  join,
  member,
  NONCE,
  NOW,
  publicJwkOf,
  SECRET_KEYS,
  type SignOptions,
  signJwt,
  signKeyBinding,
  TYP,
  withDigests,
} from "./signed-texts.ts";

/** One case of the vector file. */
export interface JsonFormCase {
  readonly id: string;
  readonly comment: string;
  readonly form: "flattened" | "general";
  readonly text: string;
  /** Differences from the file's policy. */
  readonly policy?: JsonFormPolicy;
  /** `ok` or the code. */
  readonly expect: string;
  /** Claims of an accepted case. */
  readonly claims?: object;
  /** Signatures of an accepted case that were not verified. */
  readonly unverifiedSignatures?: number;
}

export interface JsonFormPolicy {
  readonly keyBinding?: "forbidden" | "required";
  readonly signatures?:
    | { readonly verify: "only" }
    | { readonly verify: "first" }
    | { readonly verify: "all"; readonly kids: readonly string[] };
  readonly limits?: {
    readonly maxLength?: number;
    readonly maxDisclosures?: number;
    readonly maxSignatures?: number;
  };
}

export function buildJsonFormVectors() {
  return {
    spec: "RFC 9901, Section 8",
    source: "packages/disclosure/test/json-form-vectors.ts",
    keys: {
      issuer: publicJwkOf(SECRET_KEYS.issuer),
      second: publicJwkOf(SECRET_KEYS.second),
      holder: publicJwkOf(SECRET_KEYS.holder),
    },
    policy: {
      typ: TYP,
      keyBinding: "forbidden",
      signatures: { verify: "only" },
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
      ...textCases(),
      ...shapeCases(),
      ...headerCases(),
      ...partCases(),
      ...signatureCases(),
      ...keyBindingCases(),
    ],
  };
}

const NAME = member(1, "name", "A");
const OTHER = member(2, "other", "B");
const PAYLOAD = withDigests([NAME, OTHER]);
const CLAIMS = { ...baseClaims(), name: "A" };
const PRESENTED = join(signJwt(PAYLOAD), [NAME]);
const ALL: JsonFormPolicy = { signatures: { verify: "all", kids: ["issuer", "second"] } };

/** Members of a JWS in flattened form. */
function membersOf(jwt: string): { payload: string; protected: string; signature: string } {
  const [header = "", payload = "", signature = ""] = jwt.split(".");
  return { payload, protected: header, signature };
}

/** A signature as general form lists it. */
function signed(options: SignOptions = {}, header?: object): Record<string, unknown> {
  const { payload: _, ...rest } = membersOf(signJwt(PAYLOAD, options));
  return { ...rest, ...(header && { header }) };
}

const BY_ISSUER = signed({}, { disclosures: [NAME], kid: "issuer" });
const BY_SECOND = signed({ key: SECRET_KEYS.second }, { kid: "second" });

function flat(change: object = {}): object {
  return { ...membersOf(signJwt(PAYLOAD)), header: { disclosures: [NAME] }, ...change };
}

function general(signatures: unknown = [BY_ISSUER], change: object = {}): object {
  return { payload: membersOf(signJwt(PAYLOAD)).payload, signatures, ...change };
}

function acceptedCases(): JsonFormCase[] {
  const bound = signKeyBinding(PRESENTED);
  const named = signed({ header: { alg: "ES256", typ: TYP, kid: "issuer" } });
  return [
    accept("flattened", "one disclosure", "flattened", flat()),
    accept("general", "one signature in a list", "general", general()),
    accept(
      "no-header",
      "no unprotected header, so no disclosures",
      "flattened",
      membersOf(signJwt(PAYLOAD)),
      { claims: baseClaims() },
    ),
    accept(
      "no-disclosures",
      "an empty list of disclosures",
      "flattened",
      flat({ header: { disclosures: [] } }),
      { claims: baseClaims() },
    ),
    accept(
      "flattened-kid",
      "the key is named in the unprotected header",
      "flattened",
      flat({ header: { disclosures: [NAME], kid: "issuer" } }),
    ),
    accept("spaces", "white space between members", "flattened", flat(), {
      text: JSON.stringify(flat(), undefined, 1),
    }),
    accept(
      "flattened-bound",
      "key binding over the compact form",
      "flattened",
      flat({ header: { disclosures: [NAME], kb_jwt: bound } }),
      { policy: { keyBinding: "required" } },
    ),
    accept(
      "first-of-two",
      "the second signature is not verified",
      "general",
      general([BY_ISSUER, signed({ key: SECRET_KEYS.stranger })]),
      { policy: { signatures: { verify: "first" } }, unverifiedSignatures: 1 },
    ),
    accept(
      "two-of-two",
      "both signatures are verified",
      "general",
      general([BY_ISSUER, BY_SECOND]),
      {
        policy: ALL,
      },
    ),
    accept(
      "protected-kid",
      "the first key is named in the protected header",
      "general",
      general([{ ...named, header: { disclosures: [NAME] } }, BY_SECOND]),
      { policy: ALL },
    ),
    accept(
      "general-bound",
      "key binding covers the first signature only",
      "general",
      general([{ ...BY_ISSUER, header: header({ kid: "issuer", kb_jwt: bound }) }, BY_SECOND]),
      { policy: { ...ALL, keyBinding: "required" } },
    ),
  ];
}

/** The text, before any member counts. */
function textCases(): JsonFormCase[] {
  const text = JSON.stringify(flat());
  const raw = (id: string, comment: string, changed: string, expect: string) =>
    refuseText(id, comment, "flattened", changed, expect);
  const nested = `${"[".repeat(100)}${"]".repeat(100)}`;
  return [
    raw("compact", "the compact form", PRESENTED, "JSON_MALFORMED"),
    raw("cut", "the last brace is missing", text.slice(0, -1), "JSON_MALFORMED"),
    raw(
      "payload-twice",
      "two payloads, and the last is the genuine one",
      text.replace("{", '{"payload":"e30",'),
      "JSON_DUPLICATE_MEMBER",
    ),
    raw(
      "disclosures-twice",
      "two lists of disclosures",
      text.replace('"disclosures"', '"disclosures":[],"disclosures"'),
      "JSON_DUPLICATE_MEMBER",
    ),
    raw(
      "proto",
      "a member __proto__",
      text.replace("{", '{"__proto__":{},'),
      "JSON_FORBIDDEN_MEMBER",
    ),
    raw(
      "deep",
      "disclosures nested 100 deep",
      text.replace(`["${NAME}"]`, nested),
      "JSON_TOO_DEEP",
    ),
    refuseText("too-large", "longer than the limit", "flattened", text, "DISCLOSURE_TOO_LARGE", {
      limits: { maxLength: 100 },
    }),
  ];
}

function shapeCases(): JsonFormCase[] {
  const without = (object: object, name: string) =>
    Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
  const flattened = (id: string, comment: string, object: unknown, expect: string) =>
    refuse(id, comment, "flattened", object, expect);
  const listed = (id: string, comment: string, object: unknown, expect: string) =>
    refuse(id, comment, "general", object, expect);
  return [
    flattened("array", "an array", [flat()], "DISCLOSURE_FORM_NOT_OBJECT"),
    flattened("text", "a string of the compact form", PRESENTED, "DISCLOSURE_FORM_NOT_OBJECT"),
    flattened("general-as-flattened", "general form", general(), "DISCLOSURE_FORM_WRONG"),
    listed("flattened-as-general", "flattened form", flat(), "DISCLOSURE_FORM_WRONG"),
    listed(
      "mixed",
      "general form with a signature beside the list",
      { ...flat(), ...general() },
      "DISCLOSURE_FORM_MIXED",
    ),
    listed(
      "mixed-header",
      "general form with a header beside the list",
      { ...general(), header: { disclosures: [OTHER] } },
      "DISCLOSURE_FORM_MIXED",
    ),
    flattened("member-unknown", "a member more", flat({ x: 1 }), "DISCLOSURE_FORM_MEMBER_UNKNOWN"),
    listed(
      "member-unknown-general",
      "disclosures beside the signatures",
      general([BY_ISSUER], { disclosures: [NAME] }),
      "DISCLOSURE_FORM_MEMBER_UNKNOWN",
    ),
    listed(
      "member-unknown-signature",
      "headers instead of header",
      general([{ ...BY_ISSUER, headers: {} }]),
      "DISCLOSURE_FORM_MEMBER_UNKNOWN",
    ),
    ...["payload", "protected", "signature"].map((name) =>
      flattened(
        `${name}-missing`,
        `no ${name}`,
        without(flat(), name),
        "DISCLOSURE_FORM_MEMBER_MISSING",
      ),
    ),
    listed(
      "protected-missing-general",
      "the second signature has no protected header",
      general([BY_ISSUER, without(BY_SECOND, "protected")]),
      "DISCLOSURE_FORM_MEMBER_MISSING",
    ),
    ...["payload", "protected", "signature"].map((name) =>
      flattened(
        `${name}-object`,
        `${name} is an object`,
        flat({ [name]: {} }),
        "DISCLOSURE_FORM_MEMBER_INVALID",
      ),
    ),
    flattened(
      "header-text",
      "header is a string",
      flat({ header: NAME }),
      "DISCLOSURE_FORM_MEMBER_INVALID",
    ),
    flattened(
      "header-null",
      "header is null",
      flat({ header: null }),
      "DISCLOSURE_FORM_MEMBER_INVALID",
    ),
    listed(
      "signatures-object",
      "signatures is an object",
      general({ "0": BY_ISSUER }),
      "DISCLOSURE_FORM_MEMBER_INVALID",
    ),
    listed(
      "signature-text",
      "a signature is a JWT",
      general([signJwt(PAYLOAD)]),
      "DISCLOSURE_FORM_MEMBER_INVALID",
    ),
  ];
}

function headerCases(): JsonFormCase[] {
  const unprotected = (id: string, comment: string, value: object, expect: string) =>
    refuse(id, comment, "flattened", flat({ header: value }), expect);
  const named = { alg: "ES256", typ: TYP, kid: "issuer" };
  const second = (header: object) => ({ ...BY_SECOND, header: { kid: "second", ...header } });
  const shown = { disclosures: [NAME] };
  return [
    unprotected("header-empty", "an empty unprotected header", {}, "DISCLOSURE_HEADER_EMPTY"),
    unprotected(
      "header-typ",
      "typ without protection",
      header({ typ: TYP }),
      "DISCLOSURE_HEADER_UNKNOWN",
    ),
    unprotected(
      "header-jwk",
      "a key without protection",
      header({ jwk: publicJwkOf(SECRET_KEYS.stranger) }),
      "DISCLOSURE_HEADER_UNKNOWN",
    ),
    refuse(
      "header-unknown-second",
      "an unknown parameter of the second signature",
      "general",
      general([BY_ISSUER, second({ x: 1 })]),
      "DISCLOSURE_HEADER_UNKNOWN",
      ALL,
    ),
    unprotected("kid-number", "kid is a number", header({ kid: 1 }), "DISCLOSURE_HEADER_INVALID"),
    refuse(
      "kid-twice",
      "kid in both headers",
      "flattened",
      { ...membersOf(signJwt(PAYLOAD, { header: named })), header: header({ kid: "issuer" }) },
      "DISCLOSURE_HEADER_TWICE",
    ),
    refuse(
      "disclosures-protected",
      "disclosures in the protected header",
      "flattened",
      membersOf(signJwt(PAYLOAD, { header: { ...named, ...shown } })),
      "DISCLOSURE_HEADER_MISPLACED",
    ),
    refuse(
      "kb-protected",
      "a key binding JWT in the protected header",
      "flattened",
      membersOf(signJwt(PAYLOAD, { header: { ...named, kb_jwt: signKeyBinding(PRESENTED) } })),
      "DISCLOSURE_HEADER_MISPLACED",
    ),
    refuse(
      "disclosures-second",
      "disclosures with the second signature",
      "general",
      general([signed({}, { kid: "issuer" }), second(shown)]),
      "DISCLOSURE_HEADER_MISPLACED",
      ALL,
    ),
    refuse(
      "disclosures-both",
      "disclosures with both signatures",
      "general",
      general([BY_ISSUER, second({ disclosures: [OTHER] })]),
      "DISCLOSURE_HEADER_MISPLACED",
      ALL,
    ),
    refuse(
      "kb-second",
      "a key binding JWT with the second signature",
      "general",
      general([BY_ISSUER, second({ kb_jwt: signKeyBinding(PRESENTED) })]),
      "DISCLOSURE_HEADER_MISPLACED",
      ALL,
    ),
    unprotected(
      "list-joined",
      "disclosures joined by tildes",
      { disclosures: `${NAME}~${OTHER}` },
      "DISCLOSURE_LIST_INVALID",
    ),
    unprotected(
      "list-decoded",
      "a disclosure that was decoded",
      { disclosures: [NAME, ["salt", "other", "B"]] },
      "DISCLOSURE_LIST_INVALID",
    ),
    refuse(
      "list-too-long",
      "two disclosures where one is admitted",
      "flattened",
      flat({ header: { disclosures: [NAME, OTHER] } }),
      "DISCLOSURE_TOO_MANY",
      { limits: { maxDisclosures: 1 } },
    ),
  ];
}

/** What the parts hold: the rules of the compact form hold here too. */
function partCases(): JsonFormCase[] {
  const flattened = (id: string, comment: string, change: object, expect: string) =>
    refuse(id, comment, "flattened", flat(change), expect);
  const { payload, protected: head, signature } = membersOf(signJwt(PAYLOAD));
  const list = (...disclosures: string[]) => ({ header: { disclosures } });
  return [
    flattened("padded", "a padded payload", { payload: `${payload}=` }, "BASE64URL_MALFORMED"),
    flattened(
      "left-over-bit",
      "left-over bits of the signature are not zero",
      { signature: signature.slice(0, -1).concat(nextCharacter(signature)) },
      "BASE64URL_MALFORMED",
    ),
    flattened(
      "dot",
      "protected holds a dot and the payload with it",
      { protected: `${head}.${payload}` },
      "JWS_MALFORMED",
    ),
    flattened(
      "two-in-one",
      "two disclosures in one string",
      list(`${NAME}~${OTHER}`),
      "DISCLOSURE_ENCODING_INVALID",
    ),
    flattened("disclosure-empty", "an empty disclosure", list(NAME, ""), "DISCLOSURE_EMPTY"),
    flattened("disclosure-twice", "the same twice", list(NAME, NAME), "DISCLOSURE_REPEATED"),
    flattened(
      "disclosure-foreign",
      "a disclosure of no digest",
      list(NAME, member(3, "third", "C")),
      "DISCLOSURE_UNREFERENCED",
    ),
    flattened(
      "alg-none",
      "unsigned",
      { protected: encodeJson({ alg: "none", typ: TYP }), signature: "" },
      "JWS_ALGORITHM_NOT_ALLOWED",
    ),
    flattened(
      "typ-wrong",
      "another type",
      signed({ header: { alg: "ES256", typ: "other+sd-jwt" } }),
      "JWS_TYPE_WRONG",
    ),
    flattened(
      "stranger",
      "another key",
      signed({ key: SECRET_KEYS.stranger }),
      "JWS_SIGNATURE_INVALID",
    ),
    flattened(
      "payload-changed",
      "the payload of another",
      { payload: encodeJson(withDigests([NAME], { a: 1 })) },
      "JWS_SIGNATURE_INVALID",
    ),
  ];
}

function signatureCases(): JsonFormCase[] {
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

function keyBindingCases(): JsonFormCase[] {
  const required: JsonFormPolicy = { keyBinding: "required" };
  const bound = (id: string, comment: string, kb: unknown, expect: string, policy = required) =>
    refuse(id, comment, "flattened", flat({ header: header({ kb_jwt: kb }) }), expect, policy);
  const good = signKeyBinding(PRESENTED);
  const text = JSON.stringify(flat());
  const bySecond = join(signJwt(PAYLOAD, { key: SECRET_KEYS.second }), [NAME]);
  return [
    bound(
      "kb-forbidden",
      "key binding where none is admitted",
      good,
      "DISCLOSURE_KB_FORBIDDEN",
      {},
    ),
    refuse("kb-missing", "no key binding", "flattened", flat(), "DISCLOSURE_KB_MISSING", required),
    bound("kb-empty", "kb_jwt is empty", "", "DISCLOSURE_KB_MALFORMED"),
    bound("kb-object", "kb_jwt is an object", membersOf(good), "DISCLOSURE_KB_MALFORMED"),
    bound(
      "kb-over-json",
      "sd_hash over the JSON text",
      signKeyBinding(PRESENTED, { sd_hash: digestOf(text) }),
      "DISCLOSURE_KB_HASH_WRONG",
    ),
    refuse(
      "kb-over-second",
      "sd_hash over the compact form of the second signature",
      "general",
      general([
        { ...BY_ISSUER, header: header({ kid: "issuer", kb_jwt: signKeyBinding(bySecond) }) },
        BY_SECOND,
      ]),
      "DISCLOSURE_KB_HASH_WRONG",
      { ...ALL, ...required },
    ),
    refuse(
      "kb-more-disclosed",
      "a disclosure added after binding",
      "flattened",
      flat({ header: { disclosures: [NAME, OTHER], kb_jwt: good } }),
      "DISCLOSURE_KB_HASH_WRONG",
      required,
    ),
    bound(
      "kb-issuer-key",
      "signed by the issuer",
      signKeyBinding(PRESENTED, {}, { key: SECRET_KEYS.issuer }),
      "DISCLOSURE_KB_SIGNATURE_INVALID",
    ),
  ];
}

function header(more: object): object {
  return { disclosures: [NAME], ...more };
}

/** The other ECDSA signature over the same text: s is replaced by -s, which needs no key. */
function turnSignature(signature: string): string {
  const octets = Buffer.from(signature, "base64url");
  const s = BigInt(`0x${octets.subarray(32).toString("hex")}`);
  const turned = (p256.Point.Fn.ORDER - s).toString(16).padStart(64, "0");
  return encodeText(Buffer.concat([octets.subarray(0, 32), Buffer.from(turned, "hex")]));
}

/** The character after the last one: the same octets, with a left-over bit set. */
function nextCharacter(text: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return alphabet.charAt(alphabet.indexOf(text.slice(-1)) + 1);
}

function accept(
  id: string,
  comment: string,
  form: JsonFormCase["form"],
  object: object,
  more: Partial<JsonFormCase> = {},
): JsonFormCase {
  const text = JSON.stringify(object);
  return {
    id,
    comment,
    form,
    text,
    expect: "ok",
    claims: CLAIMS,
    unverifiedSignatures: 0,
    ...more,
  };
}

function refuse(
  id: string,
  comment: string,
  form: JsonFormCase["form"],
  value: unknown,
  expect: string,
  policy?: JsonFormPolicy,
): JsonFormCase {
  return refuseText(id, comment, form, JSON.stringify(value), expect, policy);
}

function refuseText(
  id: string,
  comment: string,
  form: JsonFormCase["form"],
  text: string,
  expect: string,
  policy?: JsonFormPolicy,
): JsonFormCase {
  return { id, comment, form, text, expect, ...(policy && { policy }) };
}

if (import.meta.main) {
  const file = new URL("../../vectors/data/disclosure/json-forms.json", import.meta.url);
  writeFileSync(file, `${JSON.stringify(buildJsonFormVectors(), undefined, 2)}\n`);
}
