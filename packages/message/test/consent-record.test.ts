import {
  type Consent,
  type ConsentRecord,
  parseConsent,
  parseConsentRecord,
} from "@safepassage/schema";
import vectors from "@safepassage/vectors/consent/assertion-of.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import {
  type AssertedUse,
  assertionOf,
  issueConsentAssertion,
  verifyConsentAssertion,
} from "../src/index.ts";
import { createTestWorld, NGO_B, NGO_C, NOW } from "./world.ts";

/** One case of the vectors: what differs from their record and use, and what comes of it. */
interface VectorCase {
  readonly id: string;
  readonly record?: Partial<ConsentRecord>;
  readonly use?: Partial<Omit<AssertedUse, "now"> & { readonly now: string }>;
  readonly expect: string;
  readonly asserted?: Consent;
}

const CASES = vectors.cases as readonly VectorCase[];
const RECORD = parseConsentRecord(vectors.record);
const USE: AssertedUse = { ...vectors.use, now: NOW };

const assertWith = ({ record, use }: Pick<VectorCase, "record" | "use">): Consent => {
  const used = { ...vectors.use, ...use };
  return assertionOf(parseConsentRecord({ ...RECORD, ...record }), {
    ...used,
    now: new Date(used.now),
  });
};

describe("what is asserted of a consent record", () => {
  it.each(CASES.filter(({ asserted }) => asserted !== undefined))(
    "is what the record says for one recipient and purpose: $id",
    (one) => {
      expect(one.expect).toBe("ok");
      expect(parseConsent(assertWith(one))).toEqual(one.asserted);
    },
  );

  it.each(CASES.filter(({ asserted }) => asserted === undefined))(
    "is nothing: $id, $expect",
    (one) => {
      expect(() => assertWith(one)).toThrow(expect.objectContaining({ code: one.expect }));
    },
  );

  it("has another reference each time, where none is given", () => {
    const { ref: _, ...use } = USE;
    const refs = [assertionOf(RECORD, use).ref, assertionOf(RECORD, use).ref];
    expect(new Set(refs).size).toBe(2);
    for (const ref of refs) expect(ref).toMatch(/^[\w-]{22}$/);
  });

  it("verifies once it is signed", () => {
    const world = createTestWorld();
    const consent = assertionOf(RECORD, USE);
    const signed = issueConsentAssertion(consent, {
      holder: NGO_B,
      recipient: NGO_C,
      signer: world.signers["NGO-B"],
      clock: world.open.clock,
    });
    const sorted = { ...consent, scope: consent.scope.toSorted() };
    expect(verifyConsentAssertion(signed, NGO_C, world.registry, NOW)).toEqual(sorted);
  });

  it("says in its error nothing of the record but the name of a member", () => {
    for (const one of CASES.filter(({ asserted }) => asserted === undefined)) {
      let message = "";
      try {
        assertWith(one);
      } catch (error) {
        ({ message } = error as Error);
      }
      expect(message).toMatch(/^the consent record does not allow it: see [a-zA-Z]+$/);
    }
  });
});
