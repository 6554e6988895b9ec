import { Buffer } from "node:buffer";
import { generateKeyPairSync, sign, verify } from "node:crypto";
import fc from "fast-check";
import { CompactSign, compactVerify } from "jose";
import { describe, expect, it } from "vitest";
import { encodeBase64url, encodeBase64urlText } from "./base64url.ts";
import type { JsonObject } from "./json-value.ts";
import {
  parseObject,
  readCompactJws,
  requireVerificationKey,
  type Signer,
  signCompactJws,
  type Verifier,
  verifyJws,
} from "./jws.ts";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const signer: Signer = {
  alg: "ES256",
  kid: "key-1",
  sign: (input) =>
    sign("sha256", Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" }),
};
const verifier: Verifier = {
  alg: "ES256",
  verify: (input, signature) => {
    const key = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
    return verify("sha256", Buffer.from(input), key, signature);
  },
};

describe("signCompactJws", () => {
  it("makes what the strict reader and jose accept", async () => {
    const jws = signCompactJws(signer, { typ: "spp-x+jwt" }, '{"a":"é"}');
    const parts = readCompactJws(jws, { typ: "spp-x+jwt" });
    verifyJws(verifier, parts);
    expect(parts.header).toEqual({ alg: "ES256", kid: "key-1", typ: "spp-x+jwt" });
    expect(parts.kid).toBe("key-1");
    expect(parseObject(parts.payload, {})).toEqual({ a: "é" });
    const { payload } = await compactVerify(jws, publicKey);
    expect(Buffer.from(payload).toString()).toBe('{"a":"é"}');
  });

  it("lets no header override the algorithm and name of the key", () => {
    const jws = signCompactJws(signer, { alg: "none", kid: "other", typ: "t" }, "{}");
    expect(readCompactJws(jws).header).toEqual({ alg: "ES256", kid: "key-1", typ: "t" });
  });
});

describe("readCompactJws and verifyJws", () => {
  it("accept what jose signs", async () => {
    const jws = await new CompactSign(Buffer.from("{}"))
      .setProtectedHeader({ alg: "ES256", typ: "t" })
      .sign(privateKey);
    const parts = readCompactJws(jws, { typ: "t" });
    verifyJws(verifier, parts);
    expect(parts.kid).toBeUndefined();
  });

  it("refuse a JWS in which any character was changed, added or removed", () => {
    const jws = signCompactJws(signer, { typ: "t" }, '{"iss":"https://a.test","n":1}');
    const change = fc.constantFrom("replace", "insert", "remove");
    const character = fc.constantFrom(..."Aa0-_.=+/ \n?é");
    fc.assert(
      fc.property(change, fc.nat({ max: jws.length - 1 }), character, (how, at, one) => {
        const before = jws.slice(0, at);
        const after = jws.slice(how === "insert" ? at : at + 1);
        const changed = before + (how === "remove" ? "" : one) + after;
        fc.pre(changed !== jws);
        expect(() => verifyJws(verifier, readCompactJws(changed, { typ: "t" }))).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^(JWS|JSON|BASE64URL)_/) }),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["JWS_MALFORMED", ""],
    ["JWS_MALFORMED", "."],
    ["JWS_MALFORMED", ".."],
    ["JWS_MALFORMED", "a"],
    ["JWS_MALFORMED", "a.b"],
    ["JWS_MALFORMED", ".b.c"],
    ["JWS_MALFORMED", "a.b.c.d"],
    ["JWS_MALFORMED", `${encodeBase64urlText("[]")}.e30.${signature()}`],
    ["JWS_MALFORMED", `${encodeBase64urlText('"ES256"')}.e30.${signature()}`],
    ["JSON_MALFORMED", `${encodeBase64urlText("{")}.e30.${signature()}`],
    ["JSON_MALFORMED", `${encodeBase64urlText("\ufeff{}")}.e30.${signature()}`],
    ["JSON_BAD_TEXT", `${encodeBase64url(Uint8Array.of(0xff))}.e30.${signature()}`],
    ["JSON_DUPLICATE_MEMBER", jws('{"alg":"none","alg":"ES256"}')],
    ["JSON_DUPLICATE_MEMBER", jws('{"alg":"ES256","al\\u0067":"ES256"}')],
    ["JSON_TOO_LARGE", jws(JSON.stringify({ alg: "ES256", x: "x".repeat(4096) }))],
    ["JSON_TOO_DEEP", jws('{"alg":"ES256","x":[[[[]]]]}')],
    ["JWS_HEADER_INVALID", jws('{"alg":"ES256","kid":1}')],
    ["JWS_CRITICAL_UNKNOWN", jws('{"alg":"ES256","crit":["exp"],"exp":1}')],
    ["JWS_CRITICAL_UNKNOWN", jws('{"alg":"ES256","crit":[]}')],
    ["JWS_TYPE_WRONG", jws('{"alg":"ES256"}'), "t"],
    ["JWS_TYPE_WRONG", jws('{"alg":"ES256","typ":"T"}'), "t"],
    ["JWS_TYPE_WRONG", jws('{"alg":"ES256","typ":"application/t"}'), "t"],
    ["JWS_ALGORITHM_NOT_ALLOWED", jws("{}")],
    ["JWS_ALGORITHM_NOT_ALLOWED", jws('{"alg":"none"}')],
    ["JWS_ALGORITHM_NOT_ALLOWED", jws('{"alg":"HS256"}')],
    ["JWS_ALGORITHM_NOT_ALLOWED", jws('{"alg":"es256"}')],
    ["JWS_ALGORITHM_NOT_ALLOWED", jws('{"alg":"EdDSA"}')],
    ["JWS_ALGORITHM_NOT_ALLOWED", jws('{"alg":["ES256"]}')],
    // Names that every object inherits are not rows of the table.
    ["JWS_ALGORITHM_NOT_ALLOWED", jws('{"alg":"constructor"}')],
    ["JWS_ALGORITHM_NOT_ALLOWED", jws('{"alg":"toString"}')],
    ["JWS_SIGNATURE_INVALID", `${encodeBase64urlText('{"alg":"ES256"}')}.e30.`],
    ["JWS_SIGNATURE_INVALID", jws('{"alg":"ES256"}', { octets: 63 })],
    ["JWS_SIGNATURE_INVALID", jws('{"alg":"ES256"}', { octets: 70 })],
    ["BASE64URL_MALFORMED", jws('{"alg":"ES256"}', { payload: "e30=" })],
    ["BASE64URL_MALFORMED", jws('{"alg":"ES256"}', { payload: "e31" })],
    ["BASE64URL_MALFORMED", jws('{"alg":"ES256"}', { payload: " e30" })],
    ["BASE64URL_MALFORMED", jws('{"alg":"ES256"}', { payload: "e" })],
    ["BASE64URL_MALFORMED", `${jws('{"alg":"ES256"}')}\n`],
    ["BASE64URL_MALFORMED", `${jws('{"alg":"ES256"}')}==`],
  ])("answer %s to %s", (expected, text, typ?: string) => {
    const options = typ === undefined ? {} : { typ };
    expect(() => readCompactJws(text, options)).toThrow(code(expected));
  });

  it.each(["jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "zip", "b64"])(
    "refuse the header parameter %s",
    (name) => {
      const text = jws(JSON.stringify({ alg: "ES256", [name]: false }));
      expect(() => readCompactJws(text)).toThrow(code("JWS_HEADER_INVALID"));
    },
  );

  it("refuse a text above the limit, and take one at it", () => {
    const text = signCompactJws(signer, {}, "{}");
    expect(readCompactJws(text, { maxLength: text.length }).alg).toBe("ES256");
    const options = { maxLength: text.length - 1 };
    expect(() => readCompactJws(text, options)).toThrow(code("JWS_TOO_LARGE"));
  });

  it("take the algorithm from the key, not from the header", () => {
    const parts = readCompactJws(signCompactJws(signer, {}, "{}"));
    const other: Verifier = { alg: "Ed25519", verify: () => true };
    expect(() => verifyJws(other, parts)).toThrow(code("JWS_ALGORITHM_NOT_ALLOWED"));
  });

  it("refuse a signature of another text or key", () => {
    const parts = readCompactJws(signCompactJws(signer, {}, "{}"));
    const moved = { ...parts, signingInput: `${parts.signingInput}A` };
    expect(() => verifyJws(verifier, moved)).toThrow(code("JWS_SIGNATURE_INVALID"));
    const zero = { ...parts, signature: new Uint8Array(64) };
    expect(() => verifyJws(verifier, zero)).toThrow(code("JWS_SIGNATURE_INVALID"));
  });
});

describe("requireVerificationKey", () => {
  const ec: JsonObject = { kty: "EC", crv: "P-256" };

  it("takes keys of the right type, curve, use, operations and algorithm", () => {
    for (const more of [{}, { use: "sig" }, { alg: "ES256" }, { key_ops: ["sign", "verify"] }]) {
      requireVerificationKey({ ...ec, ...more }, "ES256");
    }
    requireVerificationKey({ kty: "OKP", crv: "Ed25519" }, "Ed25519");
  });

  it.each([
    [{ ...ec, use: "enc" }, "ES256"],
    [{ ...ec, alg: "ECDH-ES" }, "ES256"],
    [{ ...ec, key_ops: ["sign"] }, "ES256"],
    [{ ...ec, key_ops: "verify" }, "ES256"],
    [{ ...ec, crv: "P-384" }, "ES256"],
    [{ ...ec, kty: "OKP" }, "ES256"],
    [{ kty: "OKP", crv: "X25519" }, "Ed25519"],
    [ec, "Ed25519"],
    [ec, "HS256"],
    [ec, "constructor"],
    [{}, "ES256"],
  ])("refuses %j for %s", (jwk, alg) => {
    expect(() => requireVerificationKey(jwk, alg)).toThrow(code("KEY_UNSUITABLE"));
  });
});

function jws(header: string, { payload = "e30", octets = 64 } = {}): string {
  return `${encodeBase64urlText(header)}.${payload}.${signature(octets)}`;
}

function signature(octets = 64): string {
  return encodeBase64url(new Uint8Array(octets).fill(1));
}

function code(expected: string): object {
  return expect.objectContaining({ code: expected });
}
