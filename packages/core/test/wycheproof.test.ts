import { Buffer } from "node:buffer";
import {
  constants,
  createHmac,
  createPublicKey,
  type JsonWebKey,
  timingSafeEqual,
  verify,
} from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ProtocolError } from "../src/error.ts";
import type { JsonObject } from "../src/json-value.ts";
import {
  type JwsAlgorithm,
  readCompactJws,
  requireVerificationKey,
  type Verifier,
  verifyJws,
} from "../src/jws.ts";

// The strict reader against Wycheproof, with a table of algorithms that only this test has.
describe("the strict reader over Wycheproof's JSON web signatures", () => {
  const cases = readCases();

  it("has all 401 cases before it, 46 valid and 355 invalid", () => {
    expect(cases).toHaveLength(401);
    expect(cases.filter(({ result }) => result === "valid")).toHaveLength(46);
    expect(cases.filter(({ result }) => result === "invalid")).toHaveLength(355);
  });

  it("judges every case as Wycheproof does, but for eight that are named with the reason", () => {
    const disagreements = cases
      .map(({ tcId, key, jws, result }) => ({ tcId, result, verdict: judge(key, jws) }))
      .filter(({ result, verdict }) => (verdict === "accepted") !== (result === "valid"))
      .map(({ tcId, verdict }) => [tcId, verdict]);
    expect(disagreements).toEqual(EXCEPTIONS.map(({ tcId, verdict }) => [tcId, verdict]));
  });

  it("cannot agree on 367 and 370, which are 357 over again", () => {
    const [valid, ...invalid] = [357, 367, 370].map((id) => cases.find(({ tcId }) => tcId === id));
    for (const one of invalid) {
      expect(one?.jws).toBe(valid?.jws);
      expect(one?.key).toEqual(valid?.key);
      expect(one?.result).not.toBe(valid?.result);
    }
  });
});

interface Case {
  readonly tcId: number;
  readonly comment: string;
  readonly jws: string;
  readonly result: string;
  readonly key: JsonObject;
}

interface TestAlgorithm extends JwsAlgorithm {
  verify(jwk: JsonObject, input: string, signature: Uint8Array): boolean;
}

/** "accepted", or the code of the refusal. Anything but a coded error fails the test. */
function judge(key: JsonObject, jws: string): string {
  try {
    const parts = readCompactJws(jws, { algorithms: ALGORITHMS });
    requireVerificationKey(key, parts.alg, ALGORITHMS);
    verifyJws(createTestVerifier(key, parts.alg), parts);
    return "accepted";
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

function createTestVerifier(jwk: JsonObject, alg: string): Verifier {
  return {
    alg,
    verify: (input, signature) => ALGORITHMS[alg]?.verify(jwk, input, signature) === true,
  };
}

function readCases(): readonly Case[] {
  const url = import.meta.resolve("@safepassage/vectors/wycheproof/json_web_signature.json");
  const { testGroups } = JSON.parse(readFileSync(new URL(url), "utf8")) as {
    testGroups: {
      public?: JsonObject;
      private: JsonObject;
      tests: Omit<Case, "key">[];
    }[];
  };
  return testGroups.flatMap(({ tests, ...group }) =>
    tests.map((test) => ({ ...test, key: group.public ?? group.private })),
  );
}

function hmac(bits: 256 | 384 | 512): TestAlgorithm {
  return {
    signatureLength: bits / 8,
    accepts: (jwk) => jwk["kty"] === "oct",
    verify(jwk, input, signature) {
      const secret = Buffer.from(jwk["k"] as string, "base64url");
      return timingSafeEqual(createHmac(`sha${bits}`, secret).update(input).digest(), signature);
    },
  };
}

function rsa(bits: 256 | 384 | 512, padding: number): TestAlgorithm {
  return {
    signatureLength: undefined,
    accepts: (jwk) => jwk["kty"] === "RSA",
    verify(jwk, input, signature) {
      const key = createPublicKey({ key: jwk as JsonWebKey, format: "jwk" });
      const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
      const options = padding === PSS ? { key, padding, saltLength } : { key, padding };
      return verify(`sha${bits}`, Buffer.from(input), options, signature);
    },
  };
}

function ecdsa(bits: 256 | 384 | 512, crv: string, signatureLength: number): TestAlgorithm {
  return {
    signatureLength,
    accepts: (jwk) => jwk["kty"] === "EC" && jwk["crv"] === crv,
    verify(jwk, input, signature) {
      const key = createPublicKey({ key: jwk as JsonWebKey, format: "jwk" });
      const options = { key, dsaEncoding: "ieee-p1363" } as const;
      return verify(`sha${bits}`, Buffer.from(input), options, signature);
    },
  };
}

const PKCS1 = constants.RSA_PKCS1_PADDING;
const PSS = constants.RSA_PKCS1_PSS_PADDING;

const ALGORITHMS: Readonly<Record<string, TestAlgorithm>> = {
  HS256: hmac(256),
  HS384: hmac(384),
  HS512: hmac(512),
  RS256: rsa(256, PKCS1),
  RS384: rsa(384, PKCS1),
  RS512: rsa(512, PKCS1),
  PS256: rsa(256, PSS),
  PS384: rsa(384, PSS),
  PS512: rsa(512, PSS),
  ES256: ecdsa(256, "P-256", 64),
  ES384: ecdsa(384, "P-384", 96),
  ES512: ecdsa(512, "P-521", 132),
};

// In the order of the file.
const EXCEPTIONS = [
  // Marked valid. The key says PS256, the header PS384: RFC 7517, Section 4.4, gives a key one alg.
  { tcId: 346, verdict: "KEY_UNSUITABLE" },
  // Marked valid. The key says ES521, which no registry has; the header says ES512.
  { tcId: 347, verdict: "KEY_UNSUITABLE" },
  // 346 and 347 again, with key_ops in the key.
  { tcId: 350, verdict: "KEY_UNSUITABLE" },
  { tcId: 351, verdict: "KEY_UNSUITABLE" },
  // Marked invalid for a padding that the file has lost: octet for octet 357, which is valid.
  { tcId: 367, verdict: "accepted" },
  { tcId: 370, verdict: "accepted" },
  // Marked valid with a question mark within base64url. RFC 7515, Section 2, allows none, and 366
  // and 371, which differ in the place only, are marked invalid.
  { tcId: 372, verdict: "BASE64URL_MALFORMED" },
  { tcId: 373, verdict: "BASE64URL_MALFORMED" },
] as const;
