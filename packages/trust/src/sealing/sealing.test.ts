import { Buffer } from "node:buffer";
import { inspect } from "node:util";
import { encodeBase64url, sha256, sha256Base64url } from "@safepassage/core";
import rfc from "@safepassage/vectors/keys/rfc.json" with { type: "json" };
import fc from "fast-check";
import { CompactEncrypt, compactDecrypt, importJWK, type JWK } from "jose";
import { describe, expect, it } from "vitest";
import { type PrivateJwk, publicJwk, thumbprint } from "../keys/jwk.ts";
import { generateEncryptionKey, generateSigningKey } from "../keys/keys-node.ts";
import { readJwe } from "./read-jwe.ts";
import { concatKdf, createDecryptionKey, openJwe, sealJwe } from "./sealing.ts";

const keys = [generateEncryptionKey("X25519"), generateEncryptionKey("P-256")];
const [x25519, p256] = keys as [PrivateJwk, PrivateJwk];
const apu = sha256Base64url("https://a.test");
const apv = sha256Base64url("https://b.test");
const text = Buffer.from("the text that is sealed");

describe("concatKdf", () => {
  it("gives the key of RFC 7518, Appendix C", () => {
    const { secret, algorithm, apu, apv, octets, key } = rfc.concatKdf;
    expect(octets).toBe(16);
    const context = { algorithm, apu: hex(apu), apv: hex(apv), octets: 16 } as const;
    expect(Buffer.from(concatKdf(hex(secret), context)).toString("hex")).toBe(key);
  });
});

describe("sealJwe and openJwe", () => {
  it.each(keys)("open what was sealed, of any length: $crv", (jwk) => {
    const key = createDecryptionKey(jwk);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (plaintext) => {
        const opened = openJwe(readJwe(seal(jwk, plaintext)), key);
        expect(Buffer.from(opened)).toEqual(Buffer.from(plaintext));
      }),
      { numRuns: 30 },
    );
  });

  it.each(keys)("are understood by jose: $crv", async (jwk) => {
    const { plaintext, protectedHeader } = await compactDecrypt(
      seal(jwk),
      await importJWK(jwk as JWK),
    );
    expect(Buffer.from(plaintext)).toEqual(text);
    expect(protectedHeader).toMatchObject({ alg: "ECDH-ES", enc: "A256GCM", kid: jwk.kid, apu });
  });

  it.each(keys)("understand jose: $crv", async (jwk) => {
    const parts = readJwe(await sealWithJose(jwk));
    expect(Buffer.from(openJwe(parts, createDecryptionKey(jwk)))).toEqual(text);
    expect(parts).toMatchObject({ typ: "spp-sealed+jwe", kid: jwk.kid, apu, apv });
  });

  it.each(keys)("use a fresh key and IV each time: $crv", (jwk) => {
    const parts = Array.from({ length: 20 }, () => readJwe(seal(jwk)));
    expect(new Set(parts.map(({ epk }) => epk.x)).size).toBe(20);
    expect(new Set(parts.map(({ iv }) => encodeBase64url(iv))).size).toBe(20);
  });

  it("bind both names into the key", () => {
    for (const jwk of keys) {
      for (const changed of [{ apu: apv }, { apv: apu }]) {
        expectUnopenable({ ...readJwe(seal(jwk)), ...changed }, jwk);
      }
    }
  });

  it("give one answer, whatever keeps a text from being opened", () => {
    for (const jwk of keys) {
      const parts = readJwe(seal(jwk));
      const other = generateEncryptionKey(jwk.crv === "P-256" ? "P-256" : "X25519");
      expectUnopenable(parts, other);
      expectUnopenable({ ...parts, kid: other.kid }, other);
      expectUnopenable(parts, jwk.crv === "P-256" ? x25519 : p256);
      expectUnopenable({ ...parts, kid: x25519.kid }, jwk === p256 ? x25519 : p256);
      expectUnopenable({ ...parts, aad: `${parts.aad}A` }, jwk);
      expectUnopenable({ ...parts, iv: flip(parts.iv) }, jwk);
      expectUnopenable({ ...parts, ciphertext: flip(parts.ciphertext) }, jwk);
      expectUnopenable({ ...parts, ciphertext: parts.ciphertext.subarray(1) }, jwk);
      expectUnopenable({ ...parts, tag: flip(parts.tag) }, jwk);
    }
  });

  it("refuse a text that was sealed to this key under the name of another", () => {
    for (const jwk of keys) {
      const [kid] = keys.filter((one) => one !== jwk).map((one) => one.kid);
      const header = { typ: "t", cty: "c", kid: kid ?? "", apu, apv };
      const sealed = sealJwe(text, { recipientKey: publicJwk(jwk), header });
      expectUnopenable(readJwe(sealed), jwk);
    }
  });

  it("refuse a key of the sender that is not on the curve", () => {
    const parts = readJwe(seal(p256));
    const other = readJwe(seal(p256)).epk as { y: string };
    // A point of another curve would let the sender learn the private key piece by piece.
    expectUnopenable({ ...parts, epk: { ...parts.epk, y: other.y } as typeof parts.epk }, p256);
    const zero = { ...parts.epk, x: "A".repeat(43), y: "A".repeat(43) } as typeof parts.epk;
    expectUnopenable({ ...parts, epk: zero }, p256);
  });

  it.each([
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  ])("refuse the point %s of low order, as the sender's key and as the recipient's", (hex) => {
    const x = Buffer.from(hex, "hex").toString("base64url");
    const parts = readJwe(seal(x25519));
    expectUnopenable({ ...parts, epk: { kty: "OKP", crv: "X25519", x } }, x25519);
    const key = { ...publicJwk(x25519), x } as PrivateJwk;
    const recipientKey = { ...key, kid: thumbprint(key) };
    const header = { typ: "t", cty: "c", kid: recipientKey.kid, apu, apv };
    expect(() => sealJwe(text, { recipientKey, header })).toThrow(code("TRUST_KEY_INVALID"));
  });

  it("refuse keys that are for signing", () => {
    for (const alg of ["ES256", "Ed25519"] as const) {
      const jwk = generateSigningKey(alg);
      expect(() => seal(jwk)).toThrow(code("TRUST_KEY_UNSUITABLE"));
      expect(() => createDecryptionKey(jwk)).toThrow(code("TRUST_KEY_UNSUITABLE"));
    }
  });

  it("do not show the secret of a key for opening", () => {
    for (const jwk of keys) {
      const shown = inspect(createDecryptionKey(jwk), { depth: null, showHidden: true });
      expect(shown).not.toContain(jwk.d);
    }
  });
});

describe("readJwe", () => {
  const sealed = seal(x25519);

  it("refuses a text in which any character was changed, added or removed", () => {
    const key = createDecryptionKey(x25519);
    const change = fc.constantFrom("replace", "insert", "remove");
    const character = fc.constantFrom(..."Aa0-_.=+/ \n?é");
    fc.assert(
      fc.property(change, fc.nat({ max: sealed.length - 1 }), character, (how, at, one) => {
        const before = sealed.slice(0, at);
        const after = sealed.slice(how === "insert" ? at : at + 1);
        const changed = before + (how === "remove" ? "" : one) + after;
        fc.pre(changed !== sealed);
        expect(() => openJwe(readJwe(changed), key)).toThrow(
          expect.objectContaining({
            code: expect.stringMatching(/^(TRUST_SEALED|JSON|BASE64URL)_/),
          }),
        );
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["", "TRUST_SEALED_MALFORMED"],
    ["....", "TRUST_SEALED_MALFORMED"],
    [withParts({ 0: "" }), "TRUST_SEALED_MALFORMED"],
    [withParts({ 1: "AAAA" }), "TRUST_SEALED_MALFORMED"],
    [withParts({ 2: "A".repeat(15) }), "TRUST_SEALED_MALFORMED"],
    [withParts({ 2: "A".repeat(22) }), "TRUST_SEALED_MALFORMED"],
    [withParts({ 3: "" }), "TRUST_SEALED_MALFORMED"],
    [withParts({ 4: "A".repeat(16) }), "TRUST_SEALED_MALFORMED"],
    [`${sealed}.`, "TRUST_SEALED_MALFORMED"],
    [`${sealed}.AAAA`, "TRUST_SEALED_MALFORMED"],
    [".".repeat(1_000_000), "TRUST_SEALED_MALFORMED"],
    [withParts({ 2: `${"A".repeat(15)}=` }), "BASE64URL_MALFORMED"],
    [withParts({ 3: "AAA=" }), "BASE64URL_MALFORMED"],
    [withParts({ 4: `${"A".repeat(21)}B` }), "BASE64URL_MALFORMED"],
    [withParts({ 0: "e30=" }), "BASE64URL_MALFORMED"],
    [withParts({ 0: "W10" }), "TRUST_SEALED_MALFORMED"],
    [withParts({ 0: "eyJhIg" }), "JSON_MALFORMED"],
    [withParts({ 0: encodeBase64url(Buffer.from('{"alg":1,"alg":1}')) }), "JSON_DUPLICATE_MEMBER"],
    ["A".repeat(2_097_153), "TRUST_SEALED_TOO_LARGE"],
    [withHeader({ alg: "ECDH-ES+A256KW" }), "TRUST_SEALED_ALGORITHM_NOT_ALLOWED"],
    [withHeader({ alg: "dir" }), "TRUST_SEALED_ALGORITHM_NOT_ALLOWED"],
    [withHeader({ alg: "RSA1_5" }), "TRUST_SEALED_ALGORITHM_NOT_ALLOWED"],
    [withHeader({ enc: "A128GCM" }), "TRUST_SEALED_ALGORITHM_NOT_ALLOWED"],
    [withHeader({ enc: undefined }), "TRUST_SEALED_ALGORITHM_NOT_ALLOWED"],
    [withHeader({ zip: "DEF" }), "TRUST_SEALED_HEADER_INVALID"],
    [withHeader({ crit: ["exp"] }), "TRUST_SEALED_HEADER_INVALID"],
    [withHeader({ jwk: {} }), "TRUST_SEALED_HEADER_INVALID"],
    [withHeader({ x5u: "https://a.test" }), "TRUST_SEALED_HEADER_INVALID"],
    [withHeader({ p2c: 1_000_000 }), "TRUST_SEALED_HEADER_INVALID"],
    [withHeader({ typ: undefined }), "TRUST_SEALED_HEADER_INVALID"],
    [withHeader({ cty: "C".repeat(10) }), "TRUST_SEALED_HEADER_INVALID"],
    [withHeader({ kid: "key-1" }), "TRUST_SEALED_HEADER_INVALID"],
    [withHeader({ apu: undefined }), "TRUST_SEALED_HEADER_INVALID"],
    [withHeader({ apv: "QQ" }), "TRUST_SEALED_HEADER_INVALID"],
    [withHeader({ epk: undefined }), "TRUST_SEALED_HEADER_INVALID"],
    [withHeader({ epk: { ...x25519 } }), "TRUST_SEALED_HEADER_INVALID"],
    [withHeader({ epk: epk({ d: x25519.d }) }), "TRUST_SEALED_HEADER_INVALID"],
    [withHeader({ epk: epk({ crv: "P-384" }) }), "TRUST_SEALED_HEADER_INVALID"],
    [withHeader({ epk: epk({ crv: "Ed25519" }) }), "TRUST_SEALED_HEADER_INVALID"],
    [withHeader({ epk: epk({ kty: "EC" }) }), "TRUST_SEALED_HEADER_INVALID"],
    [withHeader({ epk: epk({ x: "AA" }) }), "TRUST_SEALED_HEADER_INVALID"],
    [withHeader({ pad: "A".repeat(2048) }), "JSON_TOO_LARGE"],
  ])("answers %.60s with %s", (input, expected) => {
    expect(() => readJwe(input)).toThrow(code(expected));
  });

  it("takes a text at the limit", () => {
    expect(readJwe(sealed, { maxLength: sealed.length }).kid).toBe(x25519.kid);
    const options = { maxLength: sealed.length - 1 };
    expect(() => readJwe(sealed, options)).toThrow(code("TRUST_SEALED_TOO_LARGE"));
  });

  function withParts(changed: Record<number, string>): string {
    return sealed
      .split(".")
      .map((part, i) => changed[i] ?? part)
      .join(".");
  }

  function withHeader(changed: object): string {
    const [header = ""] = sealed.split(".");
    const before = JSON.parse(Buffer.from(header, "base64url").toString()) as object;
    return withParts({
      0: encodeBase64url(Buffer.from(JSON.stringify({ ...before, ...changed }))),
    });
  }

  function epk(changed: object): object {
    return { ...readJwe(sealed).epk, ...changed };
  }
});

function seal(jwk: PrivateJwk, plaintext: Uint8Array = text): string {
  const header = { typ: "spp-sealed+jwe", cty: "spp-package", kid: jwk.kid, apu, apv };
  return sealJwe(plaintext, { recipientKey: publicJwk(jwk), header });
}

async function sealWithJose(jwk: PrivateJwk): Promise<string> {
  const header = { alg: "ECDH-ES", enc: "A256GCM", typ: "spp-sealed+jwe", cty: "c", kid: jwk.kid };
  return new CompactEncrypt(text)
    .setProtectedHeader(header)
    .setKeyManagementParameters({ apu: sha256("https://a.test"), apv: sha256("https://b.test") })
    .encrypt(await importJWK(publicJwk(jwk) as JWK));
}

function expectUnopenable(parts: ReturnType<typeof readJwe>, jwk: PrivateJwk): void {
  expect(() => openJwe(parts, createDecryptionKey(jwk))).toThrow(code("TRUST_SEALED_UNOPENABLE"));
}

function hex(text: string): Uint8Array {
  return Buffer.from(text, "hex");
}

function flip(bytes: Uint8Array): Uint8Array {
  return bytes.map((octet, i) => (i === 0 ? octet ^ 1 : octet));
}

function code(expected: string): object {
  return expect.objectContaining({ code: expected });
}
