import { canonicalDigest, canonicalJson, toNumericDate } from "@safepassage/core";
import type { Body, Leaf } from "@safepassage/schema";
import fc from "fast-check";
import { expect, it } from "vitest";
import { signCanonicalToken } from "../src/form/canonical-form.ts";
import { randomId, readAuthorisations } from "../src/index.ts";
import { contentDigest, createLeafWriter } from "../src/statements/authorisation-content.ts";
import { entityOf, NOW } from "./authority-world.ts";
import { base, STATED, withEntries, world } from "./stated-authorisations.ts";

const SCOPE = ["need"];

/** A token of a judge about content that no message has. */
function aboutNothing(): string {
  return signCanonicalToken(world.signerOf("Judge-B"), "spp-authorisation+jwt", {
    ...{ iss: entityOf("Judge-B"), aud: base.clear["env.sender.agencyId"] },
    ...{ jti: randomId(), nonce: randomId() },
    iat: toNumericDate(new Date("2026-11-23T10:00:00Z")),
    exp: toNumericDate(new Date("2026-12-31T23:59:59Z")),
    authorisation: {
      ...{ kind: "judicialOrder", authority: "judge", capacity: "validated", scope: SCOPE },
      purposes: [base.clear["env.purpose"]],
      recipient: base.clear["env.recipient.agencyId"],
      content: canonicalDigest("nothing"),
      validUntil: "2026-12-31",
    },
  });
}

it("writes each value once, however many tokens and orders a message has", () => {
  let reads = 0;
  const leaves = Array.from({ length: 64 }, (_, index) => ({
    f: "need.services",
    get v() {
      reads++;
      return `service ${index}`;
    },
  }));
  const order = { kind: "evidence", links: [], leaves: [{ f: "evidence.kind", v: "EPOC" }] };
  const orders = Array.from({ length: 31 }, () => [randomId(), order]);
  const needs = { kind: "need", links: [], leaves: leaves as unknown as readonly Leaf[] };
  const body = { ...Object.fromEntries(orders), [randomId()]: needs } as Body;
  const given = Array.from({ length: 8 }, () => ({
    ...{ ...STATED, scope: SCOPE },
    token: aboutNothing(),
  }));
  const draft = withEntries({ ...base, body }, { authorisations: given });
  const { refused } = readAuthorisations(draft, world.registry, NOW);
  expect(refused.map(({ cause }) => cause.message)).toEqual(
    Array.from(given, () => "it is about other content"),
  );
  expect(reads).toBe(leaves.length);
});

it("computes the digest of the canonical form, as the specification defines it", () => {
  const leaf = fc.record({ f: fc.string({ unit: "grapheme" }), v: fc.jsonValue() });
  fc.assert(
    fc.property(fc.base64String(), fc.array(leaf, { maxLength: 6 }), (nonce, leaves) => {
      const sorted = leaves.toSorted((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
      const expected = canonicalDigest({ leaves: sorted, nonce });
      expect(contentDigest(nonce, leaves)).toBe(expected);
      expect(contentDigest(nonce, leaves, createLeafWriter())).toBe(expected);
    }),
  );
});
