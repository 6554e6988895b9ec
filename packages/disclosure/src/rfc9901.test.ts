import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createFixedClock, PROTOCOL_ALGORITHMS, sha256Base64url } from "@safepassage/core";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { verifierFromJwk } from "../test/keys.ts";
import { DisclosureError } from "./disclosure-error.ts";
import { readSdJwt } from "./read.ts";
import { pathsOf } from "./reveal.ts";
import { type SdJwtPolicy, verifySdJwt } from "./verify.ts";

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

const rendered = JSON.parse(readData("rfc9901-general-json-kb.json")) as GeneralJson;
const settings = parse(readData("examples/settings.yml")) as {
  key_settings: { issuer_keys: [{ x: string; y: string }]; holder_key: { x: string; y: string } };
};
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

function policy({ nonce = "1234567890" } = {}): SdJwtPolicy {
  const [issuerKey] = settings.key_settings.issuer_keys;
  return {
    resolveVerifier: () => verifierFromJwk(issuerKey),
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
