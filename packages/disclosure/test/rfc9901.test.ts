import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createFixedClock, PROTOCOL_ALGORITHMS, sha256Base64url } from "@safepassage/core";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { convertSdJwt } from "../src/convert.ts";
import { DisclosureError } from "../src/disclosure-error.ts";
import { readSdJwt } from "../src/read.ts";
import { pathsOf } from "../src/reveal.ts";
import { type SdJwtPolicy, verifySdJwt } from "../src/verify.ts";
import { verifierFromJwk } from "./keys.ts";

interface GeneralJson {
  readonly payload: string;
  readonly signatures: readonly [
    {
      readonly protected: string;
      readonly signature: string;
      readonly header: { readonly disclosures: readonly string[]; readonly kb_jwt: string };
    },
  ];
}

const text = readData("rfc9901-general-json-kb.json");
const rendered = JSON.parse(text) as GeneralJson;
/** The example's own settings: it is signed by two keys. */
const settings = parse(readData("examples/json_serialization_general/specification.yml"), {
  logLevel: "silent",
}).settings_override as {
  key_settings: { issuer_keys: [IssuerKey, IssuerKey]; holder_key: { x: string; y: string } };
};
interface IssuerKey {
  readonly kid: string;
  readonly x: string;
  readonly y: string;
}

const [first] = rendered.signatures;
const jwt = `${first.protected}.${rendered.payload}.${first.signature}`;
const compact = [jwt, ...first.header.disclosures, first.header.kb_jwt].join("~");

describe("the rendered example of RFC 9901, in compact form", () => {
  test("has the digests and the sd_hash that we compute", () => {
    const { disclosures, payload, keyBinding, presented } = readSdJwt(compact);
    expect(disclosures.size).toBe(2);
    for (const digest of disclosures.keys()) expect(payload["_sd"]).toContain(digest);
    expect(keyBinding?.payload["sd_hash"]).toBe(sha256Base64url(presented));
  });

  test("verifies with key binding", () => {
    const verified = verifySdJwt(compact, policy());
    const { claims, unresolved } = verified;
    expect(claims).toMatchObject({
      iss: "https://issuer.example.com",
      iat: 1_683_000_000,
      family_name: "Doe",
      given_name: "John",
    });
    expect(Object.keys(claims).sort()).toStrictEqual(
      ["cnf", "exp", "family_name", "given_name", "iat", "iss"].sort(),
    );
    expect([...pathsOf(verified).values()]).toStrictEqual([["family_name"], ["given_name"]]);
    expect(unresolved.size).toBe(2);
  });

  test("is refused with another nonce", () => {
    expect(() => verifySdJwt(compact, policy({ nonce: "1234567891" }))).toThrow(
      expect.objectContaining({ code: "DISCLOSURE_KB_NONCE_WRONG" }),
    );
  });

  test("is refused with one disclosure less", () => {
    const less = [jwt, first.header.disclosures[0], first.header.kb_jwt].join("~");
    expect(() => verifySdJwt(less, policy())).toThrow(DisclosureError);
    expect(() => verifySdJwt(less, policy())).toThrow(
      expect.objectContaining({ code: "DISCLOSURE_KB_HASH_WRONG" }),
    );
  });
});

describe("the rendered example of RFC 9901, as it is rendered", () => {
  const kids = settings.key_settings.issuer_keys.map(({ kid }) => kid);
  const all = { form: "general", signatures: { verify: "all", kids } } as const;

  test("verifies with both signatures, key binding and the same claims as in compact form", () => {
    const verified = verifySdJwt(text, { ...policy(), serialization: all });
    expect(verified.parsed.signatures.map(({ kid }) => kid)).toStrictEqual([
      "issuer-key-1",
      "issuer-key-2",
    ]);
    expect(verified.unverifiedSignatures).toBe(0);
    expect(verified.claims).toStrictEqual(verifySdJwt(compact, policy()).claims);
  });

  test("has an sd_hash over the compact form of its first signature, and of no other", () => {
    const { presented, keyBinding, signatures } = readSdJwt(text, { form: "general" });
    expect(presented + keyBinding?.text).toBe(compact);
    expect(keyBinding?.payload["sd_hash"]).toBe(sha256Base64url(presented));
    const second = presented.replace(jwt, signatures[1]?.jwt ?? "");
    expect(keyBinding?.payload["sd_hash"]).not.toBe(sha256Base64url(second));
  });

  test("verifies in flattened form with its first signature", () => {
    const parsed = readSdJwt(text, { form: "general" });
    const flattened = convertSdJwt(parsed, { form: "flattened", signatures: "first" });
    const serialization = { form: "flattened" } as const;
    expect(verifySdJwt(flattened, { ...policy(), serialization }).claims).toStrictEqual(
      verifySdJwt(compact, policy()).claims,
    );
  });

  test.each([
    ["DISCLOSURE_SIGNATURES_SEVERAL", { verify: "only" }],
    ["DISCLOSURE_SIGNATURES_UNASKED", { verify: "all", kids: ["issuer-key-1"] }],
    ["DISCLOSURE_SIGNATURES_MISSING", { verify: "all", kids: [...kids, "issuer-key-3"] }],
  ] as const)("is refused with %s under another policy", (code, signatures) => {
    const serialization = { form: "general", signatures } as const;
    expect(() => verifySdJwt(text, { ...policy(), serialization })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

function policy({ nonce = "1234567890" } = {}): SdJwtPolicy {
  const [issuerKey, ...others] = settings.key_settings.issuer_keys;
  return {
    resolveVerifier: (_, __, { kid }) =>
      verifierFromJwk(others.find((key) => key.kid === kid) ?? issuerKey),
    algorithms: PROTOCOL_ALGORITHMS,
    typ: "example+sd-jwt",
    keyBinding: {
      mode: "required",
      audience: "https://verifier.example.org",
      nonce,
      maxAgeSeconds: 300,
      resolveHolderKey: ({ cnf }) =>
        verifierFromJwk((cnf as unknown as { jwk: { x: string; y: string } }).jwk),
    },
    requireAllResolved: false,
    checkExpiry: "enforce",
    // A minute after the iat of the key binding JWT.
    clock: createFixedClock(new Date((1_748_537_244 + 60) * 1000)),
    skewSeconds: 0,
  };
}

function readData(path: string): string {
  return readFileSync(
    fileURLToPath(import.meta.resolve(`@safepassage/vectors/sd-jwt/${path}`)),
    "utf8",
  );
}
