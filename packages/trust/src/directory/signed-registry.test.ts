import { signCompactJws } from "@safepassage/core";
import { describe, expect, it } from "vitest";
import { code, day, file, NGO, POLICE, police, registryKey } from "../../test/listed-agencies.ts";
import { publicJwk } from "../keys/jwk.ts";
import { createSigner, createVerifier, generateSigningKey } from "../keys/keys-node.ts";
import { readRegistry, verifyRegistry } from "./registry-node.ts";
import { issueRegistry } from "./signed-registry.ts";

describe("issueRegistry and verifyRegistry", () => {
  const signer = createSigner(registryKey);
  const verifier = createVerifier(publicJwk(registryKey));
  const signed = issueRegistry(file, signer);

  it("carry the registry over a network", () => {
    const registry = verifyRegistry(signed, verifier);
    expect(registry.entities()).toEqual([NGO, POLICE]);
    expect(registry.states).toEqual(file.states);
    expect(registry.issuedAt).toEqual(day("2026-11-01"));
    expect(registry.keyAt(POLICE, day("2026-11-25"))).toEqual(publicJwk(police));
  });

  it("leave places of refuge out", () => {
    const [, payload = ""] = signed.split(".");
    expect(Buffer.from(payload, "base64url").toString()).not.toContain("shelter-b");
    expect(verifyRegistry(signed, verifier).shelters).toEqual([]);
  });

  it("refuse another signer, another type, and a registry that is none", () => {
    const other = createSigner(generateSigningKey("Ed25519"));
    const typ = "spp-registry+jwt";
    const refusals: [string, string][] = [
      ["JWS_SIGNATURE_INVALID", issueRegistry(file, other)],
      ["JWS_ALGORITHM_NOT_ALLOWED", issueRegistry(file, createSigner(police))],
      ["JWS_TYPE_WRONG", signCompactJws(signer, { typ: "jwt" }, JSON.stringify(file))],
      ["TRUST_REGISTRY_INVALID", signCompactJws(signer, { typ }, "[]")],
      ["TRUST_REGISTRY_INVALID", signCompactJws(signer, { typ }, '{"spp":"1.0"}')],
      ["JSON_DUPLICATE_MEMBER", signCompactJws(signer, { typ }, '{"spp":"1.0","spp":"1.0"}')],
      ["JWS_MALFORMED", "registry"],
    ];
    for (const [expected, text] of refusals) {
      expect(() => verifyRegistry(text, verifier)).toThrow(code(expected));
    }
    expect(() => issueRegistry({}, signer)).toThrow(code("TRUST_REGISTRY_INVALID"));
  });

  it("refuse a registry older than the newest taken, and another of the same time", () => {
    const { mark } = readRegistry(signed, verifier);
    expect(mark.issuedAt).toBe("2026-11-01T00:00:00Z");
    expect(verifyRegistry(signed, verifier, { newest: mark }).test).toBe(true);
    const issued = (change: object): string => issueRegistry({ ...file, ...change }, signer);
    const of = (text: string) => () => verifyRegistry(text, verifier, { newest: mark });
    expect(of(issued({ issuedAt: "2026-10-31T23:59:59Z" }))).toThrow(
      code("TRUST_REGISTRY_OUTDATED"),
    );
    expect(of(issued({ agencies: file.agencies.slice(1) }))).toThrow(
      code("TRUST_REGISTRY_CONFLICTING"),
    );
    expect(of(issued({ issuedAt: "2026-11-01T00:00:01Z" }))).not.toThrow();
  });

  it("take the same text signed again for the same", () => {
    const es256 = generateSigningKey("ES256");
    const again = () => issueRegistry(file, createSigner(es256));
    const own = createVerifier(publicJwk(es256));
    const { mark } = readRegistry(again(), own);
    expect(() => verifyRegistry(again(), own, { newest: mark })).not.toThrow();
  });

  it("refuse a registry that was issued in the future", () => {
    const at = (time: string) => () => verifyRegistry(signed, verifier, { now: new Date(time) });
    expect(at("2026-10-31T23:57:59Z")).toThrow(code("TRUST_REGISTRY_NOT_YET_VALID"));
    expect(at("2026-10-31T23:58:00Z")).not.toThrow();
  });
});
