import type { Verifier } from "@safepassage/core";
import type { AgencyRegistry } from "@safepassage/trust";
import { expect, it } from "vitest";
import { readConsents, verifyAgreement, verifyConsentAssertion } from "../src/index.ts";
import { createTestWorld, draftOfS011, NGO_C, NOW } from "./world.ts";

const world = createTestWorld();
const draft = draftOfS011(world);
const [assertion = ""] = draft.private["private.consentAssertions"];

/** A registry whose verifiers fail as a program does, and not as a signature does. */
const faulty: AgencyRegistry = {
  ...world.registry,
  verifierFor(...asked): Verifier {
    return {
      ...world.registry.verifierFor(...asked),
      verify() {
        throw new TypeError("a fault of the program");
      },
    };
  },
};

it.each<[string, (registry: AgencyRegistry) => unknown]>([
  ["a consent", (registry) => verifyConsentAssertion(assertion, NGO_C, registry, NOW)],
  ["the consents of a message", (registry) => readConsents(draft, registry, NOW)],
  ["an agreement", (registry) => verifyAgreement(world.agreementJws, registry, NOW)],
])("a fault of the program is no bad signature of %s", (_, verify) => {
  expect(() => verify(world.registry)).not.toThrow();
  expect(() => verify(faulty)).toThrow(new TypeError("a fault of the program"));
});
