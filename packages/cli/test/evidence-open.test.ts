import { generateSigningKey, publicJwk } from "@safepassage/trust";
import { beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { call, evidence, exchange, json, REGISTRY, renewWorld, world } from "./evidence-caller.ts";
import { NGO_C } from "./world.ts";

beforeEach(renewWorld);

describe("evidence without a receipt", () => {
  it("is verified as far as it goes, and what is open is said", async () => {
    const { jwt } = await exchange("one");
    evidence("one.json", jwt, []);
    world.files.set("one.jwt", jwt);
    for (const file of ["one.json", "one.jwt"]) {
      const { exit, text: printed } = await call("receipt", file, ...REGISTRY);
      expect(exit).toBe(EXIT.done);
      expect(printed).toContain("message  good, signed by https://ngo-b.test");
      expect(printed).toContain("receipt  none");
      expect(printed).toMatch(/verified {3}the sender's signature/);
      expect(printed).toContain(
        "open       whether it arrived, and what https://ngo-c.test decided",
      );
    }
    const changed = `${jwt.slice(0, -6)}AAAAAA`;
    evidence("changed.json", changed, []);
    const refused = await call("receipt", "changed.json", ...REGISTRY);
    expect(refused.exit).toBe(EXIT.refused);
  });
});

describe("a registry that lacks a key", () => {
  /** The registry with another key in the place of NGO-C's. */
  function withoutKey(issuedAt: string): void {
    const registry = json("registry.json");
    const other = publicJwk(generateSigningKey("ES256"));
    for (const agency of registry.agencies) {
      if (agency.entity === NGO_C) agency.keys[0].jwk = other;
    }
    world.files.set("other.json", JSON.stringify({ ...registry, issuedAt }));
  }

  it("is not evidence against what was signed after it was issued", async () => {
    const { jwt, receipts } = await exchange("one");
    evidence("one.json", jwt, receipts);
    withoutKey("2026-11-20T00:00:00Z");
    const { exit, io } = await call("receipt", "one.json", "--registry", "other.json");
    expect(exit).toBe(EXIT.refused);
    expect(io.stderr[0]).toContain("(CLI_REGISTRY_OLDER)");
    expect(io.stderr[1]).toContain("Get the present registry");
    expect(io.stderr[2]).toContain("one.json, receipt 1 of 2; the registry is of 2026-11-20");
  });

  it("is where it was issued later", async () => {
    const { jwt, receipts } = await exchange("one");
    evidence("one.json", jwt, receipts);
    withoutKey("2026-11-25T00:00:00Z");
    const { io } = await call("receipt", "one.json", "--registry", "other.json");
    expect(io.stderr[0]).toContain("(TRUST_KEY_UNKNOWN)");
    expect(io.stderr[1]).toContain("No key of that agency signed this receipt");
  });
});
