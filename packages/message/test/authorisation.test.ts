import { createFixedClock } from "@safepassage/core";
import type { Body, Draft, Leaf } from "@safepassage/schema";
import { parseRegistry } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { randomId, readAuthorisations, verifyAuthorisation } from "../src/index.ts";
import {
  authorise,
  entityOf,
  NOW,
  order,
  type PartyName,
  registryWith,
} from "./authority-world.ts";
import {
  base,
  changed,
  INVALID,
  ORDER,
  STATED,
  withEntries,
  world,
} from "./stated-authorisations.ts";

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
