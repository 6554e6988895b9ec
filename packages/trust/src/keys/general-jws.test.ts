import { canonicalJson, encodeBase64urlText } from "@safepassage/core";
import { GeneralSign, generalVerify, importJWK, type JWK } from "jose";
import { describe, expect, it } from "vitest";
import { addSignature, readGeneralJws, signGeneralJws, verifyGeneralJws } from "./general-jws.ts";
import { type PrivateJwk, publicJwk } from "./jwk.ts";
import { createSigner, createVerifier, generateSigningKey } from "./keys-node.ts";

const typ = "spp-agreement+jws";
const a = generateSigningKey("ES256");
const b = generateSigningKey("Ed25519");
const c = generateSigningKey("Ed25519");
const text = canonicalJson({ parties: ["https://a.test", "https://b.test"], name: "é" });
const jws = signGeneralJws(text, [createSigner(a), createSigner(b)], { typ });
const [first, second] = jws.signatures as [Signature, Signature];

type Signature = (typeof jws.signatures)[number];

describe("signGeneralJws and verifyGeneralJws", () => {
  it("verify what was signed, as value and as text", () => {
    expect(verifyGeneralJws(jws, { typ, verifiers: verifiers(a, b) })).toBe(text);
    expect(verifyGeneralJws(JSON.stringify(jws), { typ, verifiers: verifiers(a, b) })).toBe(text);
  });

  it("let parties sign one after the other", () => {
    const one = signGeneralJws(text, [createSigner(a)], { typ });
    const both = addSignature(one, createSigner(b), { typ });
    expect(verifyGeneralJws(both, { typ, verifiers: verifiers(b, a) })).toBe(text);
    expect(one.signatures).toHaveLength(1);
  });

  it.each([a, b])("are understood by jose, and understand jose: $alg", async (jwk) => {
    const ours = signGeneralJws(text, [createSigner(jwk)], { typ });
    const signatures = ours.signatures.map((one) => ({ ...one }));
    const key = await importJWK(publicJwk(jwk) as JWK);
    const { payload } = await generalVerify({ ...ours, signatures }, key);
    expect(new TextDecoder().decode(payload)).toBe(text);

    const sign = new GeneralSign(new TextEncoder().encode(text));
    sign.addSignature(await importJWK(jwk as JWK)).setProtectedHeader({
      alg: jwk.alg,
      kid: jwk.kid,
      typ,
    });
    expect(verifyGeneralJws(await sign.sign(), { typ, verifiers: verifiers(jwk) })).toBe(text);
  });

  it("take as many signatures as the specification admits, and no more", () => {
    const keys = Array.from({ length: 65 }, () => generateSigningKey("Ed25519"));
    const by = (count: number) =>
      signGeneralJws(text, keys.slice(0, count).map(createSigner), { typ });
    expect(readGeneralJws(by(64), { typ }).signatures).toHaveLength(64);
    expectRefusal(by(65), { typ, verifiers: verifiers(...keys) }, "TRUST_GENERAL_JWS_MALFORMED");
  });

  it("refuse a signature that is missing, foreign, moved or made over another payload", () => {
    const all = { typ, verifiers: verifiers(a, b) };
    const moved = { ...second, signature: first.signature };
    const other = { ...jws, payload: encodeBase64urlText("{}") };
    expectRefusal({ ...jws, signatures: [first] }, all, "TRUST_SIGNATURE_MISSING");
    expectRefusal(jws, { typ, verifiers: verifiers(a) }, "TRUST_KEY_UNKNOWN");
    expectRefusal(addSignature(jws, createSigner(c), { typ }), all, "TRUST_KEY_UNKNOWN");
    expectRefusal({ ...jws, signatures: [first, moved] }, all, "JWS_SIGNATURE_INVALID");
    expectRefusal(other, all, "JWS_SIGNATURE_INVALID");
    const swapped = new Map([[a.kid, createVerifier(publicJwk(b))]]);
    const onlyFirst = { ...jws, signatures: [first] };
    expectRefusal(onlyFirst, { typ, verifiers: swapped }, "JWS_ALGORITHM_NOT_ALLOWED");
  });

  it("refuse to verify against nobody", () => {
    expect(() => verifyGeneralJws(jws, { typ, verifiers: new Map() })).toThrow(RangeError);
  });
});

describe("readGeneralJws", () => {
  it("gives each signature with its key's name", () => {
    const parts = readGeneralJws(jws, { typ });
    expect(parts.payload).toBe(text);
    expect(parts.signatures.map(({ kid, alg }) => [kid, alg])).toEqual([
      [a.kid, "ES256"],
      [b.kid, "Ed25519"],
    ]);
  });

  const header = (members: object) => encodeBase64urlText(JSON.stringify(members));
  const named = (members: object) => ({
    ...first,
    protected: header({ alg: "ES256", kid: a.kid, typ, ...members }),
  });

  it.each([
    ["TRUST_GENERAL_JWS_MALFORMED", null],
    ["TRUST_GENERAL_JWS_MALFORMED", []],
    ["TRUST_GENERAL_JWS_MALFORMED", "[]"],
    ["JSON_MALFORMED", "{"],
    ["JSON_DUPLICATE_MEMBER", '{"payload":"","payload":"","signatures":[]}'],
    ["JSON_TOO_LARGE", " ".repeat(1_048_577)],
    ["TRUST_GENERAL_JWS_MALFORMED", { payload: jws.payload }],
    ["TRUST_GENERAL_JWS_MALFORMED", { ...jws, payload: 1 }],
    ["TRUST_GENERAL_JWS_MALFORMED", { ...jws, payload: "A".repeat(1_048_577) }],
    ["TRUST_GENERAL_JWS_MALFORMED", { ...jws, signatures: {} }],
    ["TRUST_GENERAL_JWS_MALFORMED", { ...jws, signatures: [] }],
    ["TRUST_GENERAL_JWS_MALFORMED", { ...jws, signatures: Array(17).fill(first) }],
    ["TRUST_GENERAL_JWS_MALFORMED", { ...jws, header: {} }],
    ["TRUST_GENERAL_JWS_MALFORMED", { ...jws, signatures: [first, first] }],
    ["TRUST_GENERAL_JWS_MALFORMED", { ...jws, signatures: [{ ...first, header: {} }] }],
    ["TRUST_GENERAL_JWS_MALFORMED", { ...jws, signatures: [{ signature: first.signature }] }],
    ["TRUST_GENERAL_JWS_MALFORMED", { ...jws, signatures: [{ ...first, signature: 1 }] }],
    ["TRUST_GENERAL_JWS_MALFORMED", { ...jws, signatures: [null] }],
    ["TRUST_GENERAL_JWS_MALFORMED", { ...jws, signatures: [named({ kid: undefined })] }],
    ["TRUST_GENERAL_JWS_MALFORMED", { ...jws, signatures: [named({ cty: "json" })] }],
    ["JWS_TYPE_WRONG", { ...jws, signatures: [named({ typ: "other" })] }],
    ["JWS_TYPE_WRONG", { ...jws, signatures: [named({ typ: undefined })] }],
    ["JWS_ALGORITHM_NOT_ALLOWED", { ...jws, signatures: [named({ alg: "none" })] }],
    ["JWS_HEADER_INVALID", { ...jws, signatures: [named({ b64: false })] }],
    ["JWS_CRITICAL_UNKNOWN", { ...jws, signatures: [named({ crit: ["b64"] })] }],
    ["BASE64URL_MALFORMED", { ...jws, payload: `${jws.payload}=` }],
    // The parts are joined by dots to be read: a dot within one must not shift the others.
    ["JWS_MALFORMED", { ...jws, payload: "e30.e30" }],
    ["JWS_MALFORMED", { ...jws, signatures: [{ ...first, protected: `${first.protected}.` }] }],
  ])("answers %s to %.80j", (expected, input) => {
    expect(() => readGeneralJws(input, { typ })).toThrow(code(expected));
  });

  it("takes as many signatures as the limit", () => {
    expect(readGeneralJws(jws, { typ, maxSignatures: 2 }).signatures).toHaveLength(2);
    expect(() => readGeneralJws(jws, { typ, maxSignatures: 1 })).toThrow(
      code("TRUST_GENERAL_JWS_MALFORMED"),
    );
  });
});

function verifiers(...jwks: PrivateJwk[]) {
  return new Map(jwks.map((jwk) => [jwk.kid, createVerifier(publicJwk(jwk))]));
}

function expectRefusal(
  input: unknown,
  options: Parameters<typeof verifyGeneralJws>[1],
  expected: string,
): void {
  expect(() => verifyGeneralJws(input, options)).toThrow(code(expected));
}

function code(expected: string): object {
  return expect.objectContaining({ code: expected });
}
