import type { Draft } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { readAuthorisations, verifyAuthorisation } from "../src/index.ts";
import { authorise, entityOf, NOW, type Otherwise, registryWith } from "./authority-world.ts";
import { INVALID, withEntries, world } from "./stated-authorisations.ts";

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
