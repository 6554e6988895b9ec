import { createFixedClock, signCompactJws } from "@safepassage/core";
import type { Body, Draft, Leaf } from "@safepassage/schema";
import { createSigner, generateSigningKey, parseRegistry, publicJwk } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { randomId, readAuthorisations, verifyAuthorisation } from "../src/index.ts";
import {
  authorise,
  createAuthorityWorld,
  entityOf,
  forgerOf,
  NOW,
  type Otherwise,
  order,
  type PartyName,
  registryWith,
} from "./authority-world.ts";

const world = createAuthorityWorld();
const INVALID = expect.objectContaining({ code: "AUTHORISATION_INVALID" });
const base = world.draftOf("S06", 3, "Police-B");
const ORDER = Object.keys(base.body).find((gid) => base.body[gid]?.kind === "evidence") ?? "";

const STATED = {
  kind: "judicialOrder",
  authority: "judge",
  issuedAt: "2026-11-23T10:00:00Z",
  validUntil: "2026-12-31",
  scope: ["evidence"],
};

const ANOTHER_ACCOUNT = {
  kind: "account",
  value: { platform: "jobBoard", handle: "another_offer_test" },
};

/** The order with a token, and with what is stated beside it. */
function withOrder(
  { terms, ...other }: Otherwise = {},
  {
    stated = {},
    draft = base,
    signed = draft,
  }: { stated?: object; draft?: Draft; signed?: Draft } = {},
): Draft {
  const token = authorise(world, signed, { ...order, ...terms }, other);
  return withEntries(draft, { authorisations: [{ ...STATED, ...stated, token }] });
}

function withEntries(draft: Draft, entries: Readonly<Record<string, readonly object[]>>): Draft {
  const named = Object.entries(entries).map(([name, list]) => [`private.${name}`, list]);
  return { ...draft, private: { ...draft.private, ...Object.fromEntries(named) } };
}

/** A body in which the value of a field is another. */
function changed(body: Body, field: string, v: unknown): Body {
  const copy = structuredClone(body) as unknown as Record<
    string,
    { leaves: { f: string; v: unknown }[] }
  >;
  for (const { leaves } of Object.values(copy)) {
    for (const leaf of leaves) if (leaf.f === field) leaf.v = v;
  }
  return copy as unknown as Body;
}

/** The draft whose order has these values in the place of those of the same fields. */
function withLeaves(values: Readonly<Record<string, string>>): Draft {
  const [order] = Object.entries(base.body).filter(([gid]) => gid === ORDER);
  if (order === undefined) throw new TypeError("S06.3 has no order");
  const [gid, group] = order;
  const kept = group.leaves.filter(({ f }) => !Object.hasOwn(values, f));
  const added = Object.entries(values).map(([f, v]) => ({ f, v }) as Leaf);
  const leaves = [...kept, ...added].toSorted((a, b) => (a.f < b.f ? -1 : Number(a.f > b.f)));
  return { ...base, body: { ...base.body, [gid]: { ...group, leaves } } };
}

describe("an order that a judge has validated", () => {
  it("is found where all is right", () => {
    const { authorisations } = world.deliver(withOrder());
    expect(authorisations).toEqual([
      {
        ...STATED,
        issuer: {
          entity: entityOf("Judge-B"),
          type: "court",
          country: "XB",
          regime: "LED",
          judicialRoles: ["judge", "court", "investigatingJudge"],
        },
        purposes: ["JUDICIAL_EVIDENCE"],
        recipient: entityOf("Provider-C"),
        binds: [ORDER],
        entry: "private.authorisations/0",
      },
    ]);
  });

  it.each<[string, Otherwise, { stated?: object; draft?: Draft; signed?: Draft }?]>([
    [
      "of a role that the registry does not give",
      { terms: { authority: "publicProsecutor" } },
      { stated: { authority: "publicProsecutor" } },
    ],
    ["of an issuer without roles", { issuer: "Police-B" }],
    ["of a prosecutor in the role of a judge", { issuer: "Prosecutor-B" }],
    ["signed by another than its issuer", { signer: world.signerOf("Police-B") }],
    [
      "signed with a key that nobody has listed",
      { signer: createSigner(generateSigningKey("Ed25519")) },
    ],
    [
      "signed with such a key, under the name of a key of its issuer",
      { signer: forgerOf(world, "Judge-B") },
    ],
    ["for another agency", { actor: entityOf("Prosecutor-B") }],
    ["for another recipient", { terms: { recipient: entityOf("Police-C") } }],
    ["for another purpose", { terms: { purposes: ["CRIMINAL_INVESTIGATION"] } }],
    ["about another kind of evidence", { terms: { evidenceKind: "EIO" } }],
    [
      "of a prosecutor, where the order names a judge",
      { issuer: "Prosecutor-B", terms: { authority: "publicProsecutor", capacity: "issued" } },
      { stated: { authority: "publicProsecutor" } },
    ],
    [
      "of a prosecutor who has validated what the order says a judge did",
      { issuer: "Prosecutor-B", terms: { authority: "publicProsecutor" } },
      { stated: { authority: "publicProsecutor" } },
    ],
    ["about another category of data", { terms: { categories: ["trafficData"] } }],
    [
      "that has expired",
      { terms: { validUntil: "2026-11-23" } },
      { stated: { validUntil: "2026-11-23" } },
    ],
    [
      "from the future",
      { at: "2026-11-24T09:05:00Z" },
      { stated: { issuedAt: "2026-11-24T09:05:00Z" } },
    ],
    ["beside which another kind is stated", {}, { stated: { kind: "biometricSearch" } }],
    ["beside which another authority is stated", {}, { stated: { authority: "court" } }],
    ["beside which another time is stated", {}, { stated: { issuedAt: "2026-11-23T09:00:00Z" } }],
    ["beside which another day is stated", {}, { stated: { validUntil: "2027-12-31" } }],
    ["beside which a wider scope is stated", {}, { stated: { scope: ["evidence", "identity"] } }],
    ["beside which an offence is stated", {}, { stated: { offence: "0204" } }],
    [
      "of an order for another account",
      {},
      {
        draft: { ...base, body: changed(base.body, "evidence.identifier", ANOTHER_ACCOUNT) },
        signed: base,
      },
    ],
    [
      "of another order",
      {},
      {
        draft: {
          ...base,
          body: changed(base.body, "evidence.timeRange", {
            from: "2020-01-01T00:00:00Z",
            to: "2026-10-31T23:59:59Z",
          }),
        },
        signed: base,
      },
    ],
  ])("refuses the message: %s", (_, other, more) => {
    expect(() => world.deliver(withOrder(other, more))).toThrow(INVALID);
  });

  it("is of a judge who has validated the order of a prosecutor, and not of one who has issued it", () => {
    const validated = withLeaves({
      "evidence.issuingAuthority": "publicProsecutor",
      "evidence.validator": "judge",
    });
    expect(world.deliver(withOrder({}, { draft: validated })).authorisations).toHaveLength(1);
    const issued = withOrder({ terms: { capacity: "issued" } }, { draft: validated });
    expect(() => world.deliver(issued)).toThrow(INVALID);
  });

  it("says for which offence it was given", () => {
    const offence = "0204";
    const signed = withOrder({ terms: { offence } }, { stated: { offence } });
    expect(world.deliver(signed).authorisations).toMatchObject([{ offence }]);
  });

  it("is none of an authority of another State", () => {
    const draft = withOrder();
    const file = structuredClone(world.registryFile);
    const judge = file.agencies.find(({ entity }) => entity === entityOf("Judge-B"));
    for (const fact of judge?.facts ?? []) Object.assign(fact, { country: "XC" });
    expect(() => world.deliver(draft, parseRegistry(file))).toThrow(INVALID);
  });

  it("is none under a key that was retired since, however early it is dated", () => {
    const retired = generateSigningKey("Ed25519");
    const file = structuredClone(world.registryFile);
    file.agencies
      .find(({ entity }) => entity === entityOf("Judge-B"))
      ?.keys.push({
        jwk: publicJwk(retired),
        from: "2026-01-01T00:00:00Z",
        until: "2026-11-24T00:00:00Z",
        status: "retired",
      });
    const draft = withOrder({ signer: createSigner(retired) });
    expect(() => world.deliver(draft, parseRegistry(file))).toThrow(INVALID);
  });

  it("is not refused for a fault of the program", () => {
    const faulty: typeof world.registry = {
      ...world.registry,
      agencyAt() {
        throw new TypeError("a fault of the program");
      },
    };
    const token = authorise(world, base, order);
    expect(() => verifyAuthorisation(token, faulty, NOW)).toThrow(TypeError);
    expect(() => readAuthorisations(withOrder(), faulty, NOW)).toThrow(TypeError);
  });

  it("is none twice", () => {
    const draft = withOrder();
    const [entry = {}] = draft.private["private.authorisations"];
    const twice = withEntries(draft, {
      authorisations: [entry, { ...entry, scope: ["evidence", "identity"] }],
    });
    expect(() => world.deliver(twice)).toThrow(INVALID);
    const jti = randomId();
    const tokens = [1, 2].map(() => authorise(world, base, order, { jti }));
    const entries = tokens.map((token) => ({ ...STATED, token }));
    expect(() => world.deliver(withEntries(base, { authorisations: entries }))).toThrow(INVALID);
  });

  it("is none among the prior ones, where something else is stated", () => {
    const token = authorise(world, base, order);
    const prior = {
      kind: "judicialOrder",
      decision: "L_zmrX-IQ1NMVs6uetfpdUO0QCXFR5By8nGpfrwaIkQ",
      token,
    };
    expect(() => world.deliver(withEntries(base, { priorAuthorisations: [prior] }))).toThrow(
      INVALID,
    );
  });

  it("is none in another wording than its canonical form", () => {
    const [, payload = ""] = authorise(world, base, order).split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const signer = world.signerOf("Judge-B");
    const signed = (text: string) => signCompactJws(signer, { typ: "spp-authorisation+jwt" }, text);
    const spaced = JSON.stringify(claims, null, 1);
    expect(() => verifyAuthorisation(signed(spaced), world.registry, NOW)).toThrow(INVALID);
    const { authorisation, ...rest } = claims;
    const scope = ["identity", "evidence"];
    const unsorted = JSON.stringify({ ...claims, authorisation: { ...authorisation, scope } });
    const reordered = JSON.stringify({ authorisation, ...rest });
    for (const text of [unsorted, reordered]) {
      expect(() => verifyAuthorisation(signed(text), world.registry, NOW)).toThrow(INVALID);
    }
    const more = JSON.stringify({ ...claims, note: "x" });
    expect(() => verifyAuthorisation(signed(more), world.registry, NOW)).toThrow(INVALID);
    expect(verifyAuthorisation(signed(JSON.stringify(claims)), world.registry, NOW).iss).toBe(
      entityOf("Judge-B"),
    );
  });

  it("is none with white space or a member more in its header", () => {
    const signer = world.signerOf("Judge-B");
    const [, payload = ""] = authorise(world, base, order).split(".");
    const { alg, kid } = signer;
    const typ = "spp-authorisation+jwt";
    const verify = (header: string): string => {
      const input = `${Buffer.from(header).toString("base64url")}.${payload}`;
      const signature = Buffer.from(signer.sign(input)).toString("base64url");
      return verifyAuthorisation(`${input}.${signature}`, world.registry, NOW).iss;
    };
    expect(verify(JSON.stringify({ alg, kid, typ }))).toBe(entityOf("Judge-B"));
    expect(() => verify(JSON.stringify({ alg, kid, typ }, null, " "))).toThrow(INVALID);
    expect(() => verify(JSON.stringify({ alg, kid, typ, x: 1 }))).toThrow(INVALID);
  });

  it("is stated in any order by a draft, and has one order itself", () => {
    const scope = ["identity", "evidence"];
    const draft = withOrder({ terms: { scope } }, { stated: { scope } });
    const [found] = readAuthorisations(draft, world.registry, NOW).verified;
    expect(found?.scope).toEqual(["evidence", "identity"]);
    expect(world.deliver(draft).authorisations[0]?.scope).toEqual(["evidence", "identity"]);
  });

  it("is none, of letters that look like one, and none beyond 8 KiB", () => {
    const letters = ["aGVsbG8", "d29ybGQ", "b".repeat(8000)].join(".");
    const draft = withEntries(base, { authorisations: [{ ...STATED, token: letters }] });
    expect(() => world.deliver(draft)).toThrow(INVALID);
    const long = { ...STATED, token: `${letters}${"b".repeat(400)}` };
    expect(() => world.deliver(withEntries(base, { authorisations: [long] }))).toThrow(
      expect.objectContaining({ code: "MESSAGE_PRIVATE_WRONG" }),
    );
  });

  it("is left out, and refuses nothing, where a threat to life is claimed", () => {
    const urgent = { level: "emergency", ground: "threatToLife" } as const;
    const draft = withOrder({ issuer: "Police-B" });
    const hidden = { ...draft.private, "private.urgency": urgent };
    expect(world.deliver({ ...draft, private: hidden }).authorisations).toEqual([]);
  });

  it("binds each order by itself, and what its scope covers elsewhere", () => {
    const gid = randomId();
    const body = {
      ...base.body,
      [gid]: changed(base.body, "evidence.category", "trafficData")[ORDER],
    } as Body;
    const draft = { ...base, body };
    expect(() => authorise(world, draft, order)).toThrow(INVALID);
    const signed = withOrder({ about: [ORDER] }, { draft });
    const [found] = readAuthorisations(signed, world.registry, NOW).verified;
    expect(found?.binds).toEqual([ORDER]);
  });
});

describe("the authorisation of a search", () => {
  const search = {
    kind: "match",
    links: [],
    leaves: [{ f: "match.searchKind", v: "postRemoteSuspectSearch" }],
  };
  const gid = randomId();
  const draft: Draft = {
    ...base,
    clear: { ...base.clear, "env.purpose": "IDENTITY_CROSS_CHECK" },
    body: { [gid]: search },
  };
  /** What a message states of an authorisation of its search. */
  const statedFor = (
    message: typeof draft,
    issuer: PartyName = "Judge-B",
    authority: string = "judge",
  ) => {
    const terms = { kind: "biometricSearch", authority, scope: ["match"] };
    return { ...STATED, ...terms, token: authorise(world, message, terms, { issuer }) };
  };
  const read = (issuer: PartyName, authority: string) => {
    const stated = statedFor(draft, issuer, authority);
    return readAuthorisations(
      withEntries(draft, { authorisations: [stated] }),
      world.registry,
      NOW,
    ).verified.map(({ binds }) => binds);
  };

  it("is of a judge, or of an independent authority by the registry", () => {
    expect(read("Judge-B", "judge")).toEqual([[gid]]);
    expect(read("ChildProtection-B", "independentAuthority")).toEqual([[gid]]);
    expect(read("Judge-B", "independentAuthority")).toEqual([]);
    expect(read("Police-B", "independentAuthority")).toEqual([]);
  });

  it("is about the search, and not about what it finds", () => {
    const stated = statedFor(draft);
    const boundIn = (leaves: Leaf[]) =>
      readAuthorisations(
        withEntries(
          { ...draft, body: { [gid]: { ...search, leaves } } },
          { authorisations: [stated] },
        ),
        world.registry,
        NOW,
      ).verified.map(({ binds }) => binds);
    const found: Leaf[] = [
      { f: "match.result", v: "hit" },
      { f: "match.strength", v: "exact" },
    ];
    expect(boundIn([...search.leaves, ...found])).toEqual([[gid]]);
    expect(boundIn([{ f: "match.searchKind", v: "realTimeVictimSearch" }, ...found])).toEqual([]);
  });

  it("is of the session, where the answer does not name the kind of search", () => {
    const session: Leaf = { f: "match.session", v: "bworvrmD1qRxZ-poID-Fpw" };
    const bodyOf = (...leaves: Leaf[]): Body => ({ [gid]: { ...search, leaves } });
    const answer = { ...draft, body: bodyOf(session, { f: "match.result", v: "noHit" }) };
    const stated = statedFor(answer);
    const bindsOf = (body: Body) =>
      readAuthorisations(
        withEntries({ ...answer, body }, { authorisations: [stated] }),
        world.registry,
        NOW,
      ).verified.map(({ binds }) => binds);
    expect(bindsOf(bodyOf(session, { f: "match.result", v: "hit" }))).toEqual([[gid]]);
    expect(bindsOf(bodyOf(session, { f: "match.strength", v: "partial" }))).toEqual([[gid]]);
    // Without a search in it, the group is none that an authorisation can be about.
    expect(bindsOf(bodyOf(session))).toEqual([]);
  });

  it("is not an order for data, of an independent authority", () => {
    const terms = { ...order, authority: "independentAuthority" };
    expect(() => authorise(world, base, terms, { issuer: "ChildProtection-B" })).toThrow(
      expect.objectContaining({ code: "SCHEMA_INVALID" }),
    );
  });
});

describe("the decision of child protection", () => {
  const body: Body = {
    [ORDER]: {
      kind: "subject",
      links: [],
      ledCategory: "victim",
      ageClass: "child",
      leaves: [{ f: "subject.pseudonym", v: randomId() }],
    },
  };
  const draft: Draft = { ...base, body };
  const terms = {
    kind: "childProtectionDecision",
    authority: "independentAuthority",
    scope: ["subject"],
  };
  const stated = { ...STATED, ...terms };

  it("is about the pseudonym of the child, by whoever protects children", () => {
    const token = authorise(world, draft, terms, { issuer: "ChildProtection-B" });
    const signed = withEntries(draft, { authorisations: [{ ...stated, token }] });
    expect(readAuthorisations(signed, world.registry, NOW).verified).toHaveLength(1);
    const other = { ...signed, body: changed(body, "subject.pseudonym", randomId()) };
    expect(readAuthorisations(other, world.registry, NOW).verified).toEqual([]);
  });

  it("does not count where its issuer does not protect children", () => {
    const token = authorise(world, draft, terms, { issuer: "ChildProtection-B" });
    const registry = registryWith(world, "ChildProtection-B", { type: "police" });
    expect(() => verifyAuthorisation(token, registry, NOW)).toThrow(INVALID);
  });
});

describe("a prior authorisation", () => {
  const DECISION = "L_zmrX-IQ1NMVs6uetfpdUO0QCXFR5By8nGpfrwaIkQ";
  const source = world.draftOf("S10", 3, "Police-B");
  const [first] = source.private["private.provenance"];
  if (first === undefined) throw new TypeError("S10.3 has no source");
  const second = { ...first, commitment: DECISION };
  const draft = withEntries(source, { provenance: [first, second] });
  const terms = { kind: "priorTransferAuthorisation", decision: DECISION };

  const read = (other: Otherwise, entry: object = {}, given = draft, at = draft) => {
    const { terms: more, ...rest } = other;
    const issuer = rest.issuer ?? "Police-C";
    const token = authorise(
      world,
      at,
      { ...terms, ...more },
      { about: [first.commitment], ...rest, issuer },
    );
    const stated = { kind: more?.kind ?? terms.kind, decision: DECISION, ...entry, token };
    return readAuthorisations(
      withEntries(given, { priorAuthorisations: [stated] }),
      world.registry,
      NOW,
    ).verified.map(({ binds }) => binds);
  };

  it("is about one source, or all of a State", () => {
    expect(read({})).toEqual([[first.commitment]]);
    expect(read({ about: [first.commitment, DECISION] })).toEqual([[first.commitment, DECISION]]);
  });

  it("is of the provider, under its law", () => {
    expect(read({ terms: { kind: "providerConsent" } })).toEqual([[first.commitment]]);
  });

  it.each<[string, Otherwise, object?, Draft?]>([
    ["by what is stated", {}, { decision: first.commitment }],
    ["by its kind as stated", {}, { kind: "providerConsent" }],
    ["of who is no unit", { terms: { kind: "fiuConsent" } }],
    [
      "about a source that the message does not state",
      {},
      {},
      withEntries(source, { provenance: [second] }),
    ],
    ["for another recipient", { terms: { recipient: entityOf("Police-C") } }],
    ["for another agency", { actor: entityOf("Police-C") }],
    ["signed by the sender itself", { signer: world.signerOf("Police-B") }],
  ])("is none %s", (_, other, entry, given) => {
    expect(read(other, entry, given)).toEqual([]);
  });

  it("is none of the sender for itself, though a source was of its State and law", () => {
    const moved = withEntries(draft, { provenance: [{ ...first, originState: "XB" }, second] });
    const terms = { kind: "providerConsent" };
    expect(read({ terms, issuer: "Prosecutor-B" }, {}, moved, moved)).toEqual([[first.commitment]]);
    expect(read({ terms, issuer: "Police-B" }, {}, moved, moved)).toEqual([]);
  });

  it("does not count where its issuer does not decide for a State", () => {
    const about = [first.commitment];
    const token = authorise(world, draft, terms, { issuer: "Police-C", about });
    expect(verifyAuthorisation(token, world.registry, NOW).iss).toBe(entityOf("Police-C"));
    const flags = { vawa: false, shelter: false, publicPowers: false, officialAuthority: false };
    const registry = registryWith(world, "Police-C", { flags });
    expect(() => verifyAuthorisation(token, registry, NOW)).toThrow(INVALID);
  });

  it("is none of a State that gave nothing", () => {
    expect(() => read({ issuer: "Police-D" })).toThrow(INVALID);
    const moved = withEntries(draft, { provenance: [{ ...first, originState: "XD" }, second] });
    expect(read({}, {}, moved)).toEqual([]);
  });
});

describe("a token alone", () => {
  it("says who signed it, and what", () => {
    const read = verifyAuthorisation(authorise(world, base, order), world.registry, NOW);
    expect(read.issuer.entity).toBe(entityOf("Judge-B"));
    expect(read.authorisation).toMatchObject(order);
  });

  it("counts only while its issuer has the role", () => {
    const token = authorise(world, base, order);
    const file = structuredClone(world.registryFile);
    const judge = file.agencies.find(({ entity }) => entity === entityOf("Judge-B"));
    const [facts] = judge?.facts ?? [];
    const end = "2026-11-24T00:00:00Z";
    judge?.facts.push({ ...facts, from: end, judicialRoles: ["court"] });
    Object.assign(facts ?? {}, { until: end });
    const registry = parseRegistry(file);
    expect(verifyAuthorisation(token, registry, new Date("2026-11-23T12:00:00Z")).iss).toBe(
      entityOf("Judge-B"),
    );
    expect(() => verifyAuthorisation(token, registry, NOW)).toThrow(INVALID);
  });

  it("does not outlive its last day", () => {
    const terms = { ...order, validUntil: "2026-11-24" };
    const token = authorise(world, base, terms);
    const at = (text: string) => createFixedClock(text).now();
    expect(verifyAuthorisation(token, world.registry, at("2026-11-24T23:59:59Z")).exp).toBe(
      Date.parse("2026-11-24T23:59:59Z") / 1000,
    );
    expect(() => verifyAuthorisation(token, world.registry, at("2026-11-25T00:00:00Z"))).toThrow(
      INVALID,
    );
  });
});
