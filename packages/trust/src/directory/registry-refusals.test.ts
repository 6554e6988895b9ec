import { describe, expect, it } from "vitest";
import {
  code,
  current,
  facts,
  file,
  flags,
  ngo,
  ngoKeys,
  old,
  POLICE,
  state,
  withAgency,
  withKey,
  withState,
} from "../../test/listed-agencies.ts";
import { publicJwk } from "../keys/jwk.ts";
import { generateEncryptionKey } from "../keys/keys-node.ts";
import { TrustError } from "../trust-error.ts";
import { parseRegistry } from "./registry-node.ts";

describe("parseRegistry", () => {
  it.each([
    ["no object", 1],
    ["nothing", {}],
    ["another version", { ...file, spp: "2.0" }],
    ["an unknown member", { ...file, note: "" }],
    ["no agencies", { ...file, agencies: [] }],
    ["an agency twice", { ...file, agencies: [ngo, { ...ngo, keys: [] }] }],
    ["a key of two agencies", { ...file, agencies: [ngo, { ...ngo, entity: POLICE }] }],
    ["a key twice", withAgency({ keys: [ngoKeys[1], ngoKeys[1]] })],
    ["invented countries outside a test", { ...file, test: false }],
    ["a State that is not described", { ...file, states: { XB: state } }],
    [
      "a State with an unknown fact",
      { ...file, states: { ...file.states, XA: { ...state, x: 1 } } },
    ],
    ["a State named otherwise", { ...file, states: { ...file.states, XBB: state } }],
    ["an entity in upper case", withAgency({ entity: "https://NGO-B.test" })],
    ["an entity without TLS", withAgency({ entity: "http://ngo-b.test" })],
    ["an entity with a query", withAgency({ entity: "https://ngo-b.test/?a" })],
    ["plain http to another machine", withAgency({ endpoint: "http://ngo-b.test" })],
    ["an address that looks local", withAgency({ endpoint: "http://127.0.0.1.ngo-b.test" })],
    ["a name before a local address", withAgency({ endpoint: "http://a@127.0.0.1:1" })],
    ["a password in an address", withAgency({ endpoint: "https://a:b@ngo-b.test" })],
    ["a script for an address", withAgency({ endpoint: "javascript:alert(1)" })],
    [
      "a role of a judge for a service",
      withAgency({ facts: [{ ...facts, judicialRoles: ["judge"] }] }),
    ],
    [
      "a role that nobody has by itself",
      withAgency({
        facts: [{ ...facts, type: "court", judicialRoles: ["otherWithValidator"] }],
      }),
    ],
    [
      "an unknown role",
      withAgency({ facts: [{ ...facts, type: "court", judicialRoles: ["jury"] }] }),
    ],
    [
      "a role twice",
      withAgency({ facts: [{ ...facts, type: "court", judicialRoles: ["judge", "judge"] }] }),
    ],
    ["no role", withAgency({ facts: [{ ...facts, type: "court", judicialRoles: [] }] })],
    [
      "an independent authority without public powers",
      withAgency({ facts: [{ ...facts, judicialRoles: ["independentAuthority"] }] }),
    ],
    [
      "an independent authority of law enforcement",
      withAgency({
        facts: [
          {
            ...facts,
            type: "police",
            regime: "LED",
            flags: { ...flags, publicPowers: true },
            judicialRoles: ["independentAuthority"],
          },
        ],
      }),
    ],
    ["a State bound by no instrument", withState({ bound: { "REG1/1": true } })],
    ["a State bound by half", withState({ bound: { "REG2023/1543": "partly" } })],
    ["an unknown type", withAgency({ facts: [{ ...facts, type: "army" }] })],
    ["an unknown regime", withAgency({ facts: [{ ...facts, regime: "NONE" }] })],
    ["no facts", withAgency({ facts: [] })],
    [
      "overlapping facts",
      withAgency({ facts: [facts, { ...facts, from: "2026-01-01T00:00:00Z" }] }),
    ],
    ["a fact that ends early", withAgency({ facts: [{ ...facts, until: facts.from }] })],
    [
      "a day that does not exist",
      withAgency({ facts: [{ ...facts, from: "2025-02-30T00:00:00Z" }] }),
    ],
    [
      "a time with an offset",
      withAgency({ facts: [{ ...facts, from: "2025-02-20T00:00:00+01:00" }] }),
    ],
    ["a private key", withKey({ jwk: { ...current } })],
    ["a key for sealing", withKey({ jwk: publicJwk(generateEncryptionKey("X25519")) })],
    ["a key under another's name", withKey({ jwk: { ...publicJwk(current), kid: old.kid } })],
    ["a key that ends early", withKey({ until: "2026-01-01T00:00:00Z" })],
    ["a retired key without an end", withKey({ status: "retired" })],
    ["a compromised key without a date", withKey({ status: "compromised" })],
    ["an active key with one", withKey({ compromisedAt: "2026-02-01T00:00:00Z" })],
  ])("refuses %s", (_, input) => {
    expect(() => parseRegistry(input)).toThrow(code("TRUST_REGISTRY_INVALID"));
  });
});

describe("a registry that is wrong in several places", () => {
  const faultsOf = (input: unknown): readonly string[] => {
    try {
      parseRegistry(input);
    } catch (error) {
      if (!(error instanceof TrustError)) throw error;
      return error.issues.map(({ pointer, code, fix }) => `${pointer} ${code} ${fix}`);
    }
    return [];
  };

  it("is told every fault of its form, with what is allowed", () => {
    const { entity: _, ...unnamed } = ngo;
    const wrong = { ...facts, type: "victimServiceNgo", regime: "gdpr" };
    const agencies = [{ ...unnamed, facts: [wrong], keys: [{ ...ngoKeys[1], status: "old" }] }];
    const faults = faultsOf({ ...file, agencies, states: { XB: { ...state, eu: "yes" } } });
    expect(faults.map((fault) => fault.split(" ", 2).join(" "))).toEqual([
      "/states/XB/eu WRONG_TYPE",
      "/agencies/0/entity MEMBER_MISSING",
      "/agencies/0/facts/0/type CODE_UNKNOWN",
      "/agencies/0/facts/0/regime CODE_UNKNOWN",
      "/agencies/0/keys/0/status CODE_UNKNOWN",
    ]);
    expect(faults[2]).toContain("Do you mean victimServiceNGO?");
    expect(faults[4]).toContain("One of: active, retired, compromised.");
  });

  it("is told every part that contradicts another", () => {
    const { XB: _, ...states } = file.states;
    const twice = { ...ngo, endpoint: "https://b.test" };
    expect(faultsOf({ ...file, test: false, states, agencies: [ngo, twice] })).toEqual([
      "/agencies/1/entity REPEATED List each agency once.",
      ...[0, 1, 2].map((key) => `/agencies/1/keys/${key} REPEATED List each key once.`),
      ...[0, 1].map(
        (agency) =>
          `/agencies/${agency}/facts/0/country CONTRADICTORY Describe the country in states.`,
      ),
      "/states/XD CODE_TEST_ONLY Take it out, or set test to true.",
    ]);
  });
});
