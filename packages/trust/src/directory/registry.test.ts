import { readFileSync } from "node:fs";
import { parseJson, signCompactJws } from "@safepassage/core";
import { describe, expect, it } from "vitest";
import { publicJwk } from "../keys/jwk.ts";
import {
  createSigner,
  createVerifier,
  generateEncryptionKey,
  generateSigningKey,
} from "../keys/keys-node.ts";
import { TrustError } from "../trust-error.ts";
import { registryFacts } from "./registry-facts.ts";
import { parseRegistry, readRegistry, verifyRegistry } from "./registry-node.ts";
import { issueRegistry } from "./signed-registry.ts";
import { signerChange } from "./signer-change.ts";

const NGO = "https://ngo-b.test";
const POLICE = "https://police-d.test";
const SHELTER = "https://shelter-b.test";

const old = generateSigningKey("ES256");
const current = generateSigningKey("Ed25519");
const stolen = generateSigningKey("Ed25519");
const police = generateSigningKey("ES256");
const registryKey = generateSigningKey("Ed25519");

const flags = { vawa: false, shelter: false, publicPowers: false, officialAuthority: false };
const facts = {
  from: "2025-01-01T00:00:00Z",
  type: "victimServiceNGO",
  country: "XB",
  regime: "GDPR",
  flags,
};
const state = {
  eu: true,
  schengen: true,
  adequacyLed: true,
  adequacyGdpr: true,
  deathPenalty: false,
  crueltyRisk: false,
};
const ngoKeys = [
  {
    jwk: publicJwk(old),
    from: "2025-01-01T00:00:00Z",
    until: "2026-01-15T00:00:00Z",
    status: "retired",
  },
  { jwk: publicJwk(current), from: "2026-01-01T00:00:00Z", status: "active" },
  {
    jwk: publicJwk(stolen),
    from: "2025-06-01T00:00:00Z",
    status: "compromised",
    compromisedAt: "2026-03-01T00:00:00Z",
  },
];
const ngo = {
  entity: NGO,
  name: "NGO B",
  endpoint: "http://127.0.0.1:4101",
  facts: [
    { ...facts, until: "2026-02-01T00:00:00Z" },
    { ...facts, from: "2026-03-01T00:00:00Z", country: "XD", regime: "UK-GDPR" },
  ],
  keys: ngoKeys,
};
const file = {
  spp: "1.0",
  test: true,
  issuedAt: "2026-11-01T00:00:00Z",
  states: { XB: state, XD: { ...state, eu: false } },
  agencies: [
    ngo,
    {
      entity: POLICE,
      name: "Police D",
      facts: [{ ...facts, type: "police", country: "XD", regime: "UK-DPA-P3" }],
      keys: [{ jwk: publicJwk(police), from: "2025-01-01T00:00:00Z", status: "active" }],
    },
    {
      entity: SHELTER,
      name: "Shelter B",
      facts: [{ ...facts, flags: { ...flags, shelter: true } }],
      keys: [],
    },
  ],
};

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

  it.each([
    ["nothing, while the key is the newest", old, "2025-08-01", undefined],
    ["that the key is replaced, while it is still in force too", old, "2026-01-10", "keyReplaced"],
    ["that the key is ended", old, "2026-11-25", "keyReplaced"],
    ["nothing of the one that came after it", current, "2026-11-25", undefined],
    ["that the agency has left, whatever its key is", old, "2026-02-10", "left"],
  ])("says what has become of a signer: %s", (_, { kid }, at, change) => {
    expect(signerChange(registry, { entity: NGO, kid }, day(at))).toBe(change);
  });

  it("says that a key is ended where the agency has none any more", () => {
    const keys = [ngoKeys[0]];
    const ended = parseRegistry({
      ...file,
      agencies: [{ ...ngo, keys }, ...file.agencies.slice(1)],
    });
    const signer = { entity: NGO, kid: old.kid };
    expect(signerChange(ended, signer, day("2026-11-25"))).toBe("keyReplaced");
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

describe("registryFacts", () => {
  const registry = parseRegistry(file);
  const message = (iat: unknown, holderRef: string) => ({
    clear: {
      "env.createdAt": iat,
      "env.sender.agencyId": NGO,
      "env.recipient.agencyId": POLICE,
    },
    body: { g: { meta: { holderRef }, leaves: [] } },
  });
  const namedAt = (iat: unknown, entity: string) =>
    Object.keys(
      registryFacts(registry, message(iat, entity), { otherwise: day("2026-11-24") }).named,
    ).sort();

  it("tells of the parties and of agencies named, as they were at its iat", () => {
    expect(namedAt("2026-01-15T00:00:00Z", POLICE)).toEqual([NGO, POLICE]);
    expect(registryFacts(registry, message("2026-04-01T00:00:00Z", NGO)).sender.country).toBe("XD");
  });

  it("tells of nobody else, and of no place of refuge", () => {
    expect(namedAt("2026-01-15T00:00:00Z", "https://nobody.test")).toEqual([NGO, POLICE]);
    expect(namedAt("2026-01-15T00:00:00Z", SHELTER)).toEqual([NGO, POLICE]);
    expect(namedAt("2026-01-15T00:00:00Z", "constructor")).toEqual([NGO, POLICE]);
  });

  it("takes another time where that of the message cannot be read", () => {
    expect(namedAt("yesterday", POLICE)).toEqual([NGO, POLICE]);
  });

  it("refuses a party that was not registered then", () => {
    expect(() => registryFacts(registry, message("2026-02-15T00:00:00Z", POLICE))).toThrow(
      code("TRUST_AGENCY_UNKNOWN"),
    );
  });
});

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

function withAgency(changed: object): object {
  return { ...file, agencies: [{ ...ngo, ...changed }] };
}

function withState(more: object): object {
  return { ...file, states: { ...file.states, XB: { ...state, ...more } } };
}

function withKey(changed: object): object {
  return withAgency({ keys: [{ ...ngoKeys[1], ...changed }] });
}

function day(text: string): Date {
  return new Date(`${text}T00:00:00Z`);
}

function code(expected: string): object {
  return expect.objectContaining({ code: expected });
}
