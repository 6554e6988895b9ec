import { signCompactJws } from "@safepassage/core";
import type { Body, Draft, Leaf } from "@safepassage/schema";
import { createSigner, generateSigningKey, parseRegistry, publicJwk } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { randomId, readAuthorisations, verifyAuthorisation } from "../src/index.ts";
import { authorise, entityOf, forgerOf, NOW, type Otherwise, order } from "./authority-world.ts";
import {
  base,
  changed,
  INVALID,
  ORDER,
  STATED,
  withEntries,
  world,
} from "./stated-authorisations.ts";

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
