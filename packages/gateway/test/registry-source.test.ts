import type { Signer } from "@safepassage/core";
import { createVerifier, issueRegistry, publicJwk } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { createRegistrySource } from "../src/index.ts";
import { createFederation, NGO_B } from "./world.ts";

const federation = createFederation();
const signer = federation.signers["NGO-C"];
const verifier = createVerifier(publicJwk(federation.keys["NGO-C"]));
const file = (issuedAt: string) => ({ ...federation.registryFile(), issuedAt });

describe("createRegistrySource", () => {
  it("has nothing before the first fetch, and then what verified last", async () => {
    const { source, serve } = open();
    expect(() => source.current()).toThrow(
      expect.objectContaining({ code: "GATEWAY_REGISTRY_MISSING" }),
    );
    serve(registry("2026-11-02T00:00:00Z"));
    await source.refresh();
    const first = source.current();
    expect(first.has(NGO_B)).toBe(true);
    // The same octets are the same registry, so that nothing is verified again for it.
    expect(await source.refresh()).toBe(first);
  });

  it.each([
    ["an older one", () => registry("2026-11-01T00:00:00Z"), "TRUST_REGISTRY_OUTDATED"],
    [
      "one signed by another key",
      () => registry("2026-11-03T00:00:00Z", federation.signers["NGO-B"]),
      "JWS_ALGORITHM_NOT_ALLOWED",
    ],
    ["something else", () => new Response("<html>"), "JWS_MALFORMED"],
    ["an error", () => new Response("", { status: 500 }), "GATEWAY_REGISTRY_MISSING"],
    ["no answer", () => Promise.reject(new TypeError("refused")), "GATEWAY_REGISTRY_MISSING"],
  ])("keeps what it has when it is given %s", async (_, answer, code) => {
    const { source, serve } = open();
    serve(registry("2026-11-02T00:00:00Z"));
    const held = await source.refresh();
    serve(answer());
    await expect(source.refresh()).rejects.toMatchObject({ code });
    expect(source.current()).toBe(held);
  });
});

function open() {
  let next: Response | Promise<Response> = Promise.reject(new TypeError("not served yet"));
  next.catch(() => {});
  const fetch = async () => (await next).clone();
  const source = createRegistrySource("http://registry.test/registry", verifier, fetch);
  return {
    source,
    serve(answer: Response | Promise<Response>) {
      next = answer;
    },
  };
}

function registry(issuedAt: string, by: Signer = signer): Response {
  return new Response(issueRegistry(file(issuedAt), by));
}
