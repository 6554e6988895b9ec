import type { Code } from "@safepassage/schema";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boilerplate, minimise, type PolicyInput, permissions } from "../src/index.ts";
import { arbitraryInput } from "./arbitrary-message.ts";
import { expectNarrower } from "./narrower.ts";

/** Restrictions of the kinds that the promise names. `at` chooses which of several is taken. */
const RESTRICTIONS: Readonly<Record<string, (input: PolicyInput, at: number) => PolicyInput>> = {
  "a removed agreement row": (input, at) => {
    const { rows, purposeDefault } = input.agreement;
    // Together with the purpose default, a row with a ceiling restricts and does not grant.
    const grants = rows.filter(({ max }) => !purposeDefault || max === undefined);
    const removed = grants[at % Math.max(1, grants.length)];
    return withAgreement(input, { rows: rows.filter((row) => row !== removed) });
  },
  "a removed purpose default": (input) => withAgreement(input, { purposeDefault: false }),
  "a removed consent": (input, at) => ({
    ...input,
    consents: input.consents.filter((_, index) => index !== at % input.consents.length),
  }),
  "a narrowed consent scope": (input, at) => ({
    ...input,
    consents: input.consents.map((consent) => ({
      ...consent,
      scope: consent.scope.filter((_, index) => index !== at % consent.scope.length),
    })),
  }),
  "an inherited condition": (input, at) =>
    withPrivate(input, {
      "private.provenance": [
        ...input.message.private["private.provenance"],
        {
          commitment: "Ex-RtVIip2H-BTIdLIgdhIYJsapk5rMo-6Y2vRLTL4I",
          originState: "XB",
          originRegime: at % 3 === 0 ? "FIU-AMLD6" : "LED",
          conditions: [INHERITED[at % INHERITED.length] ?? "NO_ONWARD"],
          europol: at % 2 === 0 ? ["H1"] : [],
          purpose: "ASSET_TRACING",
        },
      ],
    }),
  "a removed legal basis": (input, at) => {
    const bases = input.message.clear["env.legalBasis"];
    // The SIS Regulation is an exclusivity mark: citing it closes the list of fields.
    const removable = bases.filter((basis) => !basis.startsWith("REG2018/1862#"));
    const removed = removable[at % Math.max(1, removable.length)];
    return withClear(input, { "env.legalBasis": bases.filter((basis) => basis !== removed) });
  },
  "a removed authorisation": (input) => ({ ...input, authorisations: [] }),
  "a removed reason of necessity": (input, at) => {
    const restricted = withPrivate(input, {
      "private.necessity": input.message.private["private.necessity"].filter(
        (_, index) => index % 7 !== at % 7,
      ),
    });
    // One reason for everything counts as none, and fewer uses of it may count again: not a restriction.
    return boilerplate(input) && !boilerplate(restricted) ? input : restricted;
  },
  "a no-identification clause": (input) => withAgreement(input, { noIdentificationClause: true }),
  "a lower bound of bits": (input, at) =>
    withAgreement(input, {
      quasiIdentifierBound: Math.max(0, input.agreement.quasiIdentifierBound - (at % 20)),
    }),
};

describe("adding a restriction", () => {
  for (const [name, restrict] of Object.entries(RESTRICTIONS)) {
    it(`never adds a field or a finer rung: ${name}`, () => {
      let narrowed = 0;
      void fc.assert(
        fc.property(inputFor(name), fc.nat({ max: 1000 }), (input, at) => {
          const restricted = restrict(input, at);
          const [before, after] = [permissions(input), permissions(restricted)];
          expectNarrower(before, after);
          expectNarrower(minimise(input).account, minimise(restricted).account);
          if (JSON.stringify(before) !== JSON.stringify(after)) narrowed += 1;
        }),
        { numRuns: 200, seed: 20261124, endOnFailure: true },
      );
      // A restriction without any effect would prove nothing.
      expect(narrowed).toBeGreaterThanOrEqual(5);
    });
  }
});

/** Purposes that require an authorisation, or rest on consent. They are few, so they are drawn on purpose. */
function inputFor(name: string): fc.Arbitrary<PolicyInput> {
  if (name.includes("consent")) {
    const purposes = ["ASSISTANCE_REFERRAL", "SAFE_RETURN"];
    return fc.oneof(arbitraryInput(), arbitraryInput({ generous: true, purposes }));
  }
  return name.includes("authorisation")
    ? arbitraryInput({ purposes: ["JUDICIAL_EVIDENCE"], generous: true })
    : fc.oneof(arbitraryInput(), arbitraryInput({ generous: true }));
}

function withAgreement(input: PolicyInput, change: Partial<PolicyInput["agreement"]>): PolicyInput {
  return { ...input, agreement: { ...input.agreement, ...change } };
}

function withPrivate(
  input: PolicyInput,
  change: Partial<PolicyInput["message"]["private"]>,
): PolicyInput {
  const { message } = input;
  return { ...input, message: { ...message, private: { ...message.private, ...change } } };
}

function withClear(
  input: PolicyInput,
  change: Partial<PolicyInput["message"]["clear"]>,
): PolicyInput {
  const { message } = input;
  return { ...input, message: { ...message, clear: { ...message.clear, ...change } } };
}

const INHERITED: readonly Code<"handling_conditions">[] = [
  "ASSISTANCE_ONLY",
  "NO_OTHER_PURPOSE",
  "NO_ONWARD",
  "STATISTICAL_USE_ONLY",
  "ONWARD_WITH_PRIOR_AUTH",
  "NO_JUDICIAL_USE_WITHOUT_AUTH",
  "NO_IMMIGRATION_ENFORCEMENT_USE",
];
