import { decodeBase64urlText, parseObject, readCompactJws } from "@safepassage/core";
import { describe, expect, test } from "vitest";
import { createTestSigner } from "../test/keys.ts";
import { digestOf, SECRET_KEYS, saltOf } from "../test/signed-texts.ts";
import { type Claims, type ClaimValue, disclosable } from "./disclosable.ts";
import type { Decoys } from "./encode-claims.ts";
import { issueSdJwt, prepareSdJwt } from "./issue.ts";
import { readSdJwt } from "./read.ts";
import { reveal } from "./reveal.ts";
import { createRandomSalts } from "./salts.ts";

const header = { typ: "example+sd-jwt" };
const signer = createTestSigner(SECRET_KEYS.issuer, "kid-1");

describe("issueSdJwt", () => {
  test("hides marked members and elements and keeps the rest in the clear", () => {
    const { sdJwt } = issue({
      iss: "https://issuer.example",
      name: disclosable("Ana"),
      list: ["DE", disclosable("FR")],
    });
    const { payload } = readSdJwt(sdJwt);
    expect(payload).toStrictEqual({
      iss: "https://issuer.example",
      list: ["DE", { "...": expect.stringMatching(/^[\w-]{43}$/) }],
      _sd: [expect.stringMatching(/^[\w-]{43}$/)],
      _sd_alg: "sha-256",
    });
    // Compared member by member, because a word inside a random digest is not a leak.
    const text = decodeBase64urlText(sdJwt.split(".")[1] ?? "");
    expect(JSON.parse(text)).toStrictEqual(payload);
  });

  test("names typ, alg and kid in the header, and the header cannot replace the signer's", () => {
    const { jwt } = issueSdJwt({
      claims: {},
      header: { ...header, alg: "none", kid: "other", x: 1 },
      signer,
    });
    expect(readCompactJws(jwt).header).toStrictEqual({
      typ: "example+sd-jwt",
      alg: "ES256",
      kid: "kid-1",
      x: 1,
    });
  });

  test("sorts the digests of each object, so that their order tells nothing", () => {
    const names = Array.from({ length: 20 }, (_, i) => `n${i}`);
    const claims = Object.fromEntries(names.map((name) => [name, disclosable(1)]));
    const { sdJwt, digests } = issue(claims);
    const { _sd } = readSdJwt(sdJwt).payload;
    expect(_sd).toStrictEqual(digests.toSorted());
    expect(_sd).not.toStrictEqual(digests);
  });

  test("puts salt i into disclosure i, inner disclosures before outer ones", () => {
    let next = 0;
    const { disclosures, digests } = issueSdJwt({
      claims: { a: disclosable({ b: disclosable(1), c: [disclosable(2)] }), d: disclosable(3) },
      header,
      signer,
      salt: () => saltOf(next++),
    });
    const parts = disclosures.map((text) => JSON.parse(decodeBase64urlText(text)) as unknown[]);
    expect(parts.map(([salt]) => salt)).toStrictEqual([0, 1, 2, 3].map(saltOf));
    expect(parts.map(([, nameOrElement]) => nameOrElement)).toStrictEqual(["b", 2, "a", "d"]);
    expect(digests).toStrictEqual(disclosures.map(digestOf));
  });

  test("without anything disclosable gives a JWT and a tilde", () => {
    const { sdJwt, jwt, disclosures } = issue({ a: 1 });
    expect(disclosures).toStrictEqual([]);
    expect(sdJwt).toBe(`${jwt}~`);
    expect(readSdJwt(sdJwt).payload).toStrictEqual({ a: 1, _sd_alg: "sha-256" });
  });

  test("adds decoys, hashed like disclosures and sorted among them", () => {
    let next = 0;
    const asked: number[] = [];
    const decoys: Decoys = {
      count: (digests) => asked.push(digests) && 3,
      random: () => `decoy ${next++}`,
    };
    const { sdJwt, digests } = issueSdJwt({
      claims: { a: disclosable(1), b: { c: 2 } },
      header,
      signer,
      decoys,
    });
    const parsed = readSdJwt(sdJwt);
    const { unresolved } = reveal(parsed);
    expect(asked).toStrictEqual([0, 1]);
    expect(digests).toHaveLength(1);
    expect([...unresolved].sort()).toStrictEqual(
      [0, 1, 2, 3, 4, 5].map((i) => digestOf(`decoy ${i}`)).sort(),
    );
    const sd = parsed.payload["_sd"] as string[];
    expect(sd).toHaveLength(4);
    expect(sd).toStrictEqual(sd.toSorted());
  });

  test("admits disclosable entries in aud, but not aud itself", () => {
    expect(issue({ aud: ["a", disclosable("b")] }).disclosures).toHaveLength(1);
  });
});

describe("issueSdJwt refuses", () => {
  const nested = (levels: number): ClaimValue => (levels === 0 ? 1 : { a: nested(levels - 1) });
  const cyclic: Record<string, ClaimValue> = {};
  cyclic["self"] = cyclic;
  const unsafe = (value: unknown) => value as ClaimValue;

  test.each<[string, string, Claims]>([
    ["a claim _sd", "DISCLOSURE_CLAIM_RESERVED", { _sd: ["x"] }],
    ["a claim _sd_alg", "DISCLOSURE_CLAIM_RESERVED", { _sd_alg: "sha-512" }],
    ["a claim of three dots", "DISCLOSURE_CLAIM_RESERVED", { a: [{ "...": "x" }] }],
    ["a disclosable claim _sd", "DISCLOSURE_CLAIM_RESERVED", { a: { _sd: disclosable([]) } }],
    ["a claim __proto__", "DISCLOSURE_CLAIM_RESERVED", JSON.parse('{"__proto__":1}') as Claims],
    ["a hidden iss", "DISCLOSURE_CLAIM_CRITICAL", { iss: disclosable("x") }],
    ["a hidden aud", "DISCLOSURE_CLAIM_CRITICAL", { aud: disclosable("x") }],
    ["a hidden exp", "DISCLOSURE_CLAIM_CRITICAL", { exp: disclosable(1) }],
    ["a hidden nbf", "DISCLOSURE_CLAIM_CRITICAL", { nbf: disclosable(1) }],
    ["a hidden cnf", "DISCLOSURE_CLAIM_CRITICAL", { cnf: disclosable({}) }],
    ["NaN", "DISCLOSURE_CLAIM_UNSUPPORTED", { a: Number.NaN }],
    ["infinity in a disclosure", "DISCLOSURE_CLAIM_UNSUPPORTED", { a: disclosable(Infinity) }],
    ["undefined", "DISCLOSURE_CLAIM_UNSUPPORTED", { a: unsafe(undefined) }],
    ["a bigint", "DISCLOSURE_CLAIM_UNSUPPORTED", { a: unsafe(1n) }],
    ["a function", "DISCLOSURE_CLAIM_UNSUPPORTED", { a: unsafe(() => 1) }],
    ["a date", "DISCLOSURE_CLAIM_UNSUPPORTED", { a: unsafe(new Date(0)) }],
    ["a map", "DISCLOSURE_CLAIM_UNSUPPORTED", { a: unsafe(new Map()) }],
    ["a lone surrogate", "DISCLOSURE_CLAIM_UNSUPPORTED", { a: "\ud800" }],
    ["a lone surrogate in a name", "DISCLOSURE_CLAIM_UNSUPPORTED", { "\ud800": 1 }],
    ["an array as claims", "DISCLOSURE_CLAIM_UNSUPPORTED", [1] as unknown as Claims],
    ["a mark inside a mark", "DISCLOSURE_MARK_MISPLACED", { a: disclosable(disclosable(1)) }],
    ["marked claims", "DISCLOSURE_MARK_MISPLACED", disclosable({ a: 1 }) as unknown as Claims],
    ["33 levels", "DISCLOSURE_TOO_DEEP", { a: nested(32) }],
    ["a cycle", "DISCLOSURE_TOO_DEEP", cyclic],
  ])("%s with %s", (_, code, claims) => {
    expect(() => issue(claims)).toThrow(expect.objectContaining({ code }));
  });

  test.each([
    ["a short salt", () => "c2hvcnQ"],
    ["the same salt again", () => saltOf(1)],
  ])("%s with DISCLOSURE_SALT_WEAK", (_, salt) => {
    const claims = { a: disclosable(1), b: disclosable(2) };
    expect(() => issueSdJwt({ claims, header, signer, salt })).toThrow(
      expect.objectContaining({ code: "DISCLOSURE_SALT_WEAK" }),
    );
  });

  test("but admits 32 levels, which can be read again", () => {
    const claims = { a: disclosable(nested(31)) };
    expect(reveal(readSdJwt(issue(claims).sdJwt)).claims).toStrictEqual({ a: nested(31) });
  });

  test("but admits an array at the last level with elements that are disclosable", () => {
    const list = (levels: number): ClaimValue =>
      levels === 0 ? [disclosable(1)] : disclosable({ a: list(levels - 1) });
    const { sdJwt } = issue({ a: list(30) });
    expect(reveal(readSdJwt(sdJwt)).resolved.size).toBe(31);
  });
});

describe("prepareSdJwt", () => {
  test("leaves the signature to a device that answers later", async () => {
    const prepared = prepareSdJwt({
      claims: { a: disclosable(1) },
      header,
      alg: "ES256",
      kid: "k",
    });
    const signature = await Promise.resolve(signer.sign(prepared.signingInput));
    const { sdJwt } = prepared.finish(signature);
    const { jws } = readSdJwt(sdJwt);
    expect(jws.signingInput).toBe(prepared.signingInput);
    expect(jws.signature).toStrictEqual(signature);
    expect(parseObject(jws.signingInput.split(".")[0] ?? "", {})).toStrictEqual({
      ...header,
      alg: "ES256",
      kid: "k",
    });
  });

  test("refuses a signature in DER form", () => {
    const prepared = prepareSdJwt({ claims: {}, header, alg: "ES256" });
    expect(() => prepared.finish(new Uint8Array(70))).toThrow(
      expect.objectContaining({ code: "DISCLOSURE_SIGNATURE_UNUSABLE" }),
    );
  });
});

describe("createRandomSalts", () => {
  test("gives 22 characters that never repeat, beyond one filling of its pool", () => {
    const salt = createRandomSalts();
    const salts = Array.from({ length: 1000 }, salt);
    expect(new Set(salts).size).toBe(1000);
    for (const text of salts) expect(text).toMatch(/^[\w-]{21}[AQgw]$/);
  });

  test("spreads its bits evenly", () => {
    const salt = createRandomSalts();
    const octets = Buffer.from(Array.from({ length: 2000 }, salt).join(""), "base64url");
    let ones = 0;
    for (const octet of octets) for (let bit = 0; bit < 8; bit++) ones += (octet >> bit) & 1;
    // 2,000 salts of 128 random bits and 4 that are zero; ten standard deviations either way.
    expect(Math.abs(ones - 128_000)).toBeLessThan(2530);
  });
});

function issue(claims: Claims) {
  return issueSdJwt({ claims, header, signer });
}
