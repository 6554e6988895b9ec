import { atClaim, type ConsentUse, defineRule, isValidConsent } from "@safepassage/rules";

/** Each consent that the message rests on was verified, and is valid for what is done here. */
export const r32 = defineRule({
  id: "R32",
  codes: ["R32_CONSENT_UNKNOWN", "R32_CONSENT_INVALID", "R32_ASSERTION_UNUSED"],
  about: { holds: ["private.consentRefs", "private.consentAssertions"] },
  needs: [
    "private.consentRefs",
    "private.consentAssertions",
    "env.createdAt",
    "env.purpose",
    "env.recipient.agencyId",
    "consents",
  ],
  evaluate({ claims, facts }) {
    const refs = claims["private.consentRefs"];
    const use: ConsentUse = {
      at: claims["env.createdAt"],
      purpose: claims["env.purpose"],
      recipient: claims["env.recipient.agencyId"],
    };
    const invalid = refs.flatMap((ref, index) => {
      const consents = facts.consents.filter((consent) => consent.ref === ref);
      if (consents.some((consent) => isValidConsent(consent, use))) return [];
      const code = consents.length === 0 ? "R32_CONSENT_UNKNOWN" : "R32_CONSENT_INVALID";
      const pointer = `/private/private.consentRefs/${index}`;
      return [{ code, pointer, field: "private.consentRefs" } as const];
    });
    // One assertion for each reference: with each of these verified, no other has room for anything.
    const isUnused = claims["private.consentAssertions"].length > refs.length;
    return isUnused
      ? [...invalid, atClaim("R32_ASSERTION_UNUSED", "private.consentAssertions")]
      : invalid;
  },
});
