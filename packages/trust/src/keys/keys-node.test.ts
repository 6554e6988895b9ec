import { Buffer } from "node:buffer";
import { inspect } from "node:util";
import { encodeBase64url, readCompactJws, signCompactJws, verifyJws } from "@safepassage/core";
import rfc from "@safepassage/vectors/keys/rfc.json" with { type: "json" };
import fc from "fast-check";
import { CompactSign, calculateJwkThumbprint, compactVerify, importJWK, type JWK } from "jose";
import { describe, expect, it } from "vitest";
import { type PrivateJwk, parsePublicJwk, publicJwk, thumbprint } from "./jwk.ts";
import {
  createSigner,
  createVerifier,
  generateEncryptionKey,
  generateSigningKey,
  importPrivateJwk,
  parsePrivateJwk,
} from "./keys-node.ts";

const signingKeys = [generateSigningKey("ES256"), generateSigningKey("Ed25519")];
const sealingKeys = [generateEncryptionKey("X25519"), generateEncryptionKey("P-256")];
const allKeys = [...signingKeys, ...sealingKeys];

const RFC8037 = rfc.ed25519.jwk;

describe("thumbprint", () => {
  it("gives the one of RFC 8037, Appendix A.3", () => {
    expect(importPrivateJwk(RFC8037, "sig").kid).toBe(rfc.ed25519.thumbprint);
  });

  it.each(allKeys)("gives what jose gives: $crv $use", async (jwk) => {
    expect(await calculateJwkThumbprint(jwk as JWK)).toBe(jwk.kid);
    expect(thumbprint(publicJwk(jwk))).toBe(jwk.kid);
  });
});

describe("signing", () => {
  it("gives the signature of RFC 8037, Appendix A.4", () => {
    const signer = createSigner(importPrivateJwk(RFC8037, "sig"));
    const signature = signer.sign(rfc.ed25519.signingInput);
    expect(encodeBase64url(signature)).toBe(rfc.ed25519.signature);
  });

  it.each(signingKeys)("is understood by jose, and understands jose: $alg", async (jwk) => {
    const ours = signCompactJws(createSigner(jwk), { typ: "t" }, '{"a":1}');
    const { payload, protectedHeader } = await compactVerify(
      ours,
      await importJWK(publicJwk(jwk) as JWK),
    );
    expect(Buffer.from(payload).toString()).toBe('{"a":1}');
    expect(protectedHeader).toEqual({ alg: jwk.alg, kid: jwk.kid, typ: "t" });

    const theirs = await new CompactSign(Buffer.from("{}"))
      .setProtectedHeader({ alg: jwk.alg })
      .sign(await importJWK(jwk as JWK));
    verifyJws(createVerifier(publicJwk(jwk)), readCompactJws(theirs));
  });

  it.each(signingKeys)("differs for texts that differ beyond ASCII only: $alg", (jwk) => {
    const verifier = createVerifier(publicJwk(jwk));
    // As Latin-1, U+0141 would be cut to U+0041.
    expect(verifier.verify("\u0041", createSigner(jwk).sign("\u0141"))).toBe(false);
  });

  it.each(signingKeys)("never throws on a signature, whatever it is: $alg", (jwk) => {
    const verifier = createVerifier(publicJwk(jwk));
    const junk = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.uint8Array({ minLength: 64, maxLength: 64 }),
      fc.constant(new Uint8Array(64)),
      fc.constant(new Uint8Array(64).fill(255)),
    );
    fc.assert(fc.property(junk, (signature) => !verifier.verify("text", signature)));
  });

  it.each(signingKeys)("refuses a signature in which any bit was changed: $alg", (jwk) => {
    const verifier = createVerifier(publicJwk(jwk));
    const signature = createSigner(jwk).sign("text");
    expect(verifier.verify("text", signature)).toBe(true);
    for (let octet = 0; octet < 64; octet++) {
      const changed = Uint8Array.from(signature);
      changed[octet] = (changed[octet] ?? 0) ^ 1;
      expect(verifier.verify("text", changed)).toBe(false);
    }
  });

  it.each(signingKeys)("refuses a signature with an octet more or less: $alg", (jwk) => {
    const verifier = createVerifier(publicJwk(jwk));
    const signature = [...createSigner(jwk).sign("text")];
    for (const changed of [[...signature, 0], [0, ...signature], signature.slice(0, 63), []]) {
      expect(verifier.verify("text", Uint8Array.from(changed))).toBe(false);
    }
  });

  it.each(sealingKeys)("is refused to a key for sealing: $crv", (jwk) => {
    expect(() => createSigner(jwk)).toThrow(code("TRUST_KEY_UNSUITABLE"));
    expect(() => createVerifier(publicJwk(jwk))).toThrow(code("TRUST_KEY_UNSUITABLE"));
  });
});

describe("createVerifier", () => {
  // A caller may bring a key that nobody has parsed.
  it.each(signingKeys)("takes no octets before, behind or in place of a key: $crv", (jwk) => {
    const known = publicJwk(jwk);
    for (const x of ["", known.x.slice(4), `${known.x}AAAA`, `${known.x}\n`, ` ${known.x}`]) {
      expect(() => createVerifier({ ...known, x })).toThrow(
        expect.objectContaining({ code: "TRUST_KEY_INVALID" }),
      );
    }
  });
});

describe("parsePublicJwk and parsePrivateJwk", () => {
  it.each(allKeys)("read what was generated and stored: $crv $use", (jwk) => {
    const stored: unknown = JSON.parse(JSON.stringify(jwk));
    expect({ ...parsePrivateJwk(stored) }).toEqual(stored);
    expect(parsePublicJwk(publicJwk(jwk))).not.toHaveProperty("d");
  });

  it("refuse a private key where a public one is asked for", () => {
    for (const jwk of allKeys) {
      expect(() => parsePublicJwk(jwk)).toThrow(code("TRUST_KEY_INVALID"));
      expect(() => parsePrivateJwk(publicJwk(jwk))).toThrow(code("TRUST_KEY_INVALID"));
    }
  });

  const [ec, ed] = signingKeys.map((jwk) => ({ ...publicJwk(jwk) }));
  const [x, ecEnc] = sealingKeys.map((jwk) => ({ ...publicJwk(jwk) }));

  it.each([
    ["no object", "key"],
    ["null", null],
    ["an unknown member", { ...ed, x5c: [] }],
    ["key_ops", { ...ed, key_ops: ["verify"] }],
    ["no kid", { ...ed, kid: undefined }],
    ["the kid of another key", { ...ed, kid: ec?.kid }],
    ["no use", { ...ec, use: undefined }],
    ["no alg", { ...ed, alg: undefined }],
    ["the old name of Ed25519", { ...ed, alg: "EdDSA" }],
    ["an alg of another curve", { ...ed, alg: "ES256" }],
    ["use enc with a signing alg", { ...ec, use: "enc" }],
    ["use sig with a sealing alg", { ...ecEnc, use: "sig" }],
    ["X25519 for signing", { ...x, use: "sig" }],
    ["another curve", { ...ec, crv: "P-384" }],
    ["another type", { ...ed, kty: "EC" }],
    ["RSA", { kty: "RSA", n: "AQAB", e: "AQAB", use: "sig", alg: "RS256", kid: ec?.kid }],
    ["a secret", { kty: "oct", k: "AQAB", use: "sig", alg: "HS256", kid: ec?.kid }],
    ["a short coordinate", withKid({ ...ed, x: `${ed?.x}`.slice(1) })],
    ["a padded coordinate", withKid({ ...ed, x: `${ed?.x}=` })],
    ["left-over bits", withKid({ ...ed, x: `${"A".repeat(42)}B` })],
    ["a point outside the curve", withKid({ ...ec, y: (ecEnc as { y?: string }).y })],
    ["the point (0, 0)", withKid({ ...ec, x: "A".repeat(43), y: "A".repeat(43) })],
  ])("refuse %s", (_, input) => {
    expect(() => parsePublicJwk(JSON.parse(JSON.stringify(input)))).toThrow(
      code("TRUST_KEY_INVALID"),
    );
  });

  it.each(allKeys)("refuse a secret of another key: $crv $use", (jwk) => {
    const [other] = allKeys.filter((one) => one.crv === jwk.crv && one.use === jwk.use);
    const fresh =
      jwk.use === "sig"
        ? generateSigningKey(jwk.alg === "ES256" ? "ES256" : "Ed25519")
        : generateEncryptionKey(jwk.crv);
    const mixed = { ...other, d: fresh.d };
    expect(() => parsePrivateJwk(mixed)).toThrow(code("TRUST_KEY_INVALID"));
  });

  it("refuse a secret of zero", () => {
    const zero = { ...signingKeys[0], d: "A".repeat(43) };
    expect(() => parsePrivateJwk(zero)).toThrow(code("TRUST_KEY_INVALID"));
  });

  it.each([
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  ])("refuse the Ed25519 key %s, whose order divides 8", (hex) => {
    const key = Buffer.from(hex, "hex").toString("base64url");
    const jwk = withKid({ kty: "OKP", crv: "Ed25519", x: key, use: "sig", alg: "Ed25519" });
    expect(() => parsePublicJwk(jwk)).toThrow(code("TRUST_KEY_INVALID"));
  });
});

describe("importPrivateJwk", () => {
  it("adds kid, use and alg", () => {
    expect({ ...importPrivateJwk(RFC8037, "sig") }).toEqual({
      ...RFC8037,
      kid: rfc.ed25519.thumbprint,
      use: "sig",
      alg: "Ed25519",
    });
    const { kty, crv, x, y, d } = sealingKeys[1] as PrivateJwk & { y: string };
    expect(importPrivateJwk({ kty, crv, x, y, d }, "enc").alg).toBe("ECDH-ES");
  });

  it("refuses a key that says it is for something else", () => {
    for (const input of [{ ...RFC8037, use: "enc" }, { ...RFC8037, alg: "ES256" }, "key", null]) {
      expect(() => importPrivateJwk(input, "sig")).toThrow(code("TRUST_KEY_INVALID"));
    }
    expect(() => importPrivateJwk(RFC8037, "enc")).toThrow(code("TRUST_KEY_INVALID"));
  });
});

describe("secrets", () => {
  it.each(allKeys)("are not shown when a key or a signer is printed: $crv $use", (jwk) => {
    const read = parsePrivateJwk({ ...jwk });
    const shown = [inspect(jwk), inspect({ deep: [read] }), String(jwk)];
    if (jwk.use === "sig") {
      const signer = createSigner(jwk);
      const all = { depth: null, showHidden: true };
      shown.push(inspect(signer, all), JSON.stringify(signer), String(signer));
    }
    for (const text of shown) expect(text).not.toContain(jwk.d);
    expect(JSON.stringify(jwk)).toContain(jwk.d);
  });

  it("are in no error", () => {
    for (const jwk of allKeys) {
      const broken = [
        { ...jwk, d: `${jwk.d}A` },
        { ...jwk, [jwk.d]: 1 },
        { ...jwk, kid: "A".repeat(43) },
        { ...jwk, x: generateSigningKey("Ed25519").x },
      ];
      for (const input of broken) {
        try {
          parsePrivateJwk(input);
          expect.unreachable();
        } catch (error) {
          expect(error).toMatchObject({ code: "TRUST_KEY_INVALID" });
          const text = inspect(error, { depth: null, showHidden: true });
          expect(text).not.toContain(jwk.d.slice(0, 20));
        }
      }
    }
  });
});

function withKid(jwk: object): object {
  return { ...jwk, kid: thumbprint(jwk as PrivateJwk) };
}

function code(expected: string): object {
  return expect.objectContaining({ code: expected });
}
