import { readFileSync } from "node:fs";
import { parseJson } from "@safepassage/core";
import { describe, expect, it } from "vitest";
import {
  code,
  current,
  day,
  facts,
  file,
  flags,
  NGO,
  old,
  POLICE,
  police,
  registryKey,
  SHELTER,
  state,
  stolen,
  withAgency,
} from "../../test/listed-agencies.ts";
import { publicJwk } from "../keys/jwk.ts";
import { createSigner, createVerifier } from "../keys/keys-node.ts";
import { parseRegistry, verifyRegistry } from "./registry-node.ts";
import { issueRegistry } from "./signed-registry.ts";

describe("parseRegistry", () => {
  const registry = parseRegistry(parseJson(JSON.stringify(file)));

  it("tells what an agency was at a time", () => {
    const { from: _, ...before } = facts;
    const base = { entity: NGO, name: "NGO B" };
    expect(registry.agencyAt(NGO, day("2025-06-01"))).toEqual({ ...base, ...before });
    expect(registry.agencyAt(NGO, day("2026-11-25"))).toMatchObject({ country: "XD" });
  });

  it("includes the first instant of a fact and excludes the last", () => {
    expect(registry.agencyAt(NGO, day("2025-01-01")).country).toBe("XB");
    expect(registry.agencyAt(NGO, day("2026-03-01")).country).toBe("XD");
    for (const at of ["2024-12-31", "2026-02-01", "2026-02-28"]) {
      expect(() => registry.agencyAt(NGO, day(at))).toThrow(code("TRUST_AGENCY_UNKNOWN"));
    }
    const never = new Date(Number.NaN);
    expect(() => registry.agencyAt(NGO, never)).toThrow(code("TRUST_AGENCY_UNKNOWN"));
  });

  it("knows nobody that it does not list", () => {
    for (const entity of ["https://nobody.test", "", "constructor", "__proto__"]) {
      expect(registry.has(entity)).toBe(false);
      expect(() => registry.agencyAt(entity, day("2026-11-25"))).toThrow(
        code("TRUST_AGENCY_UNKNOWN"),
      );
      expect(() => registry.endpoint(entity)).toThrow(code("TRUST_AGENCY_UNKNOWN"));
    }
  });

  it("takes no place of refuge for a party, but says which entity ids are one", () => {
    expect(registry.entities()).toEqual([NGO, POLICE]);
    expect(registry.shelters).toEqual([SHELTER]);
    expect(registry.has(SHELTER)).toBe(false);
    expect(() => registry.agencyAt(SHELTER, day("2026-11-25"))).toThrow(
      code("TRUST_AGENCY_UNKNOWN"),
    );
  });

  it("takes none for a party that once was one, or is to become one", () => {
    const [, , shelter] = file.agencies;
    const end = "2026-06-01T00:00:00Z";
    const isRefuge = { ...flags, shelter: true };
    for (const [before, after] of [
      [isRefuge, flags],
      [flags, isRefuge],
    ]) {
      const moved = {
        ...shelter,
        facts: [
          { ...facts, until: end, flags: before },
          { ...facts, from: end, flags: after },
        ],
      };
      const agencies = [...file.agencies.slice(0, 2), moved];
      const other = parseRegistry(parseJson(JSON.stringify({ ...file, agencies })));
      expect(other.shelters).toEqual([SHELTER]);
      expect(other.entities()).toEqual([NGO, POLICE]);
    }
  });

  it("tells since when a key is stolen, and of no other key", () => {
    expect(registry.stolenKeys).toEqual([
      { entity: NGO, kid: publicJwk(stolen).kid, since: "2026-03-01T00:00:00Z" },
    ]);
  });

  it("gives the verifier of the key named, the same each time", () => {
    const verifier = registry.verifierFor(NGO, current.kid, day("2026-11-25"));
    expect(verifier.verify("text", createSigner(current).sign("text"))).toBe(true);
    expect(verifier.verify("text", createSigner(stolen).sign("text"))).toBe(false);
    expect(registry.verifierFor(NGO, current.kid, day("2026-11-26"))).toBe(verifier);
  });

  it("gives an old key for the time it was in force, and for no other", () => {
    expect(registry.verifierFor(NGO, old.kid, day("2026-01-14")).alg).toBe("ES256");
    for (const at of ["2024-12-31", "2026-01-15", "2026-11-25"]) {
      expect(() => registry.verifierFor(NGO, old.kid, day(at))).toThrow(
        code("TRUST_KEY_NOT_IN_FORCE"),
      );
    }
    // Having been asked for at a time when it was in force does not help it later.
    expect(() => registry.verifierFor(NGO, old.kid, new Date(Number.NaN))).toThrow(
      code("TRUST_KEY_NOT_IN_FORCE"),
    );
  });

  it("refuses a compromised key, unless others prove an earlier time", () => {
    const before = day("2026-01-31");
    expect(() => registry.verifierFor(NGO, stolen.kid, before)).toThrow(
      code("TRUST_KEY_COMPROMISED"),
    );
    expect(registry.verifierFor(NGO, stolen.kid, before, { timeProven: true }).alg).toBe("Ed25519");
    for (const at of [day("2026-03-01"), new Date(Number.NaN)]) {
      expect(() => registry.verifierFor(NGO, stolen.kid, at, { timeProven: true })).toThrow(
        code("TRUST_KEY_COMPROMISED"),
      );
    }
  });

  it("gives no key for a time at which the agency was not registered, unless it may have left", () => {
    for (const at of ["2026-02-01", "2026-02-28"]) {
      expect(() => registry.verifierFor(NGO, current.kid, day(at))).toThrow(
        code("TRUST_AGENCY_UNKNOWN"),
      );
      expect(() => registry.keyAt(NGO, day(at))).toThrow(code("TRUST_AGENCY_UNKNOWN"));
      const left = { mayHaveLeft: true };
      expect(registry.verifierFor(NGO, current.kid, day(at), left).alg).toBe("Ed25519");
    }
    expect(registry.verifierFor(NGO, current.kid, day("2026-03-01")).alg).toBe("Ed25519");
  });

  it("refuses the key of another agency", () => {
    for (const kid of [police.kid, "", "constructor"]) {
      expect(() => registry.verifierFor(NGO, kid, day("2026-11-25"))).toThrow(
        code("TRUST_KEY_UNKNOWN"),
      );
    }
  });

  it("gives the newest key in force, never a compromised one", () => {
    expect(registry.keyAt(NGO, day("2025-08-01")).kid).toBe(old.kid);
    expect(registry.keyAt(NGO, day("2026-01-10")).kid).toBe(current.kid);
    expect(registry.keyAt(NGO, day("2026-11-25")).kid).toBe(current.kid);
    expect(() => registry.keyAt(NGO, day("2024-01-01"))).toThrow(code("TRUST_KEY_NOT_IN_FORCE"));
  });

  it("gives the address of a gateway where there is one", () => {
    expect(registry.endpoint(NGO)).toBe("http://127.0.0.1:4101");
    expect(registry.endpoint(POLICE)).toBeUndefined();
  });

  it.each(["http://localhost:4101/inbox", "http://[::1]:4101", "https://gateway.ngo-b.test/spp"])(
    "takes the endpoint %s",
    (endpoint) => {
      expect(parseRegistry(withAgency({ endpoint })).endpoint(NGO)).toBe(endpoint);
    },
  );

  it("reads the example of the specification", () => {
    const page = new URL("../../../../docs/spec/trust.md", import.meta.url);
    const example = /```json\n([^`]*)```/.exec(readFileSync(page, "utf8"))?.[1] ?? "";
    expect(parseRegistry(parseJson(example)).entities()).toEqual([NGO]);
  });

  it("takes a fact that begins when another ends", () => {
    const until = "2026-01-01T00:00:00Z";
    const next = { ...facts, from: until, country: "XD" };
    const registry = parseRegistry(withAgency({ facts: [{ ...facts, until }, next] }));
    expect(registry.agencyAt(NGO, new Date(until)).country).toBe("XD");
  });
});

describe("the roles of an agency", () => {
  it.each<[string, object, readonly string[]]>([
    ["a court", { type: "court" }, ["judge", "investigatingJudge"]],
    ["a prosecutor", { type: "prosecutor", regime: "LED" }, ["publicProsecutor"]],
    [
      "an independent authority",
      { type: "dataProtectionAuthority", flags: { ...flags, publicPowers: true } },
      ["independentAuthority"],
    ],
  ])("are told of %s, and over a network too", (_, change, judicialRoles) => {
    const input = withAgency({ facts: [{ ...facts, ...change, judicialRoles }] });
    const at = day("2026-01-15");
    expect(parseRegistry(input).agencyAt(NGO, at).judicialRoles).toEqual(judicialRoles);
    const signed = issueRegistry(input, createSigner(registryKey));
    const read = verifyRegistry(signed, createVerifier(publicJwk(registryKey)));
    expect(read.agencyAt(NGO, at).judicialRoles).toEqual(judicialRoles);
  });
});

it("tells the members of form 1.1, and over a network too", () => {
  const more = { mayWaivePenalty: true, protectionUnit: false };
  const bound = { "REG2023/1543": true, "DIR2014/41": false };
  const input = {
    ...withAgency({ facts: [{ ...facts, flags: { ...flags, ...more } }] }),
    states: { ...file.states, XB: { ...state, bound, rtbiLaw: true } },
  };
  const signed = issueRegistry(input, createSigner(registryKey));
  for (const read of [
    parseRegistry(input),
    verifyRegistry(signed, createVerifier(publicJwk(registryKey))),
  ]) {
    expect(read.agencyAt(NGO, day("2026-01-15")).flags).toMatchObject(more);
    expect(read.states["XB"]).toMatchObject({ bound, rtbiLaw: true });
  }
});
