import { atClaim, definePart, defineParts, isValidConsent, useOf } from "@safepassage/rules";

/** Each consent that the message refers to was verified and is valid for this use. */
export const r32 = defineParts({
  id: "R32",
  codes: ["R32_CONSENT_UNKNOWN", "R32_CONSENT_INVALID", "R32_ASSERTION_UNUSED"],
  parts: [
    definePart({
      about: { holds: ["private.consentRefs"] },
      needs: [
        "private.consentRefs",
        "env.createdAt",
        "env.purpose",
        "env.recipient.agencyId",
        "consents",
      ],
      evaluate({ claims, facts }) {
        const refs = claims["private.consentRefs"];
        const use = useOf(claims);
        return refs.flatMap((ref, index) => {
          const consents = facts.consents.filter((consent) => consent.ref === ref);
          if (consents.some((consent) => isValidConsent(consent, use))) return [];
          const code = consents.length === 0 ? "R32_CONSENT_UNKNOWN" : "R32_CONSENT_INVALID";
          const pointer = `/private/private.consentRefs/${index}`;
          return [{ code, pointer, field: "private.consentRefs" } as const];
        });
      },
    }),
    // No more assertions than references. Part a requires each reference to be verified, so no assertion
    // is left over to smuggle other content.
    definePart({
      about: { holds: ["private.consentAssertions"] },
      needs: ["private.consentRefs", "private.consentAssertions"],
      evaluate({ claims }) {
        const { length } = claims["private.consentAssertions"];
        if (length <= claims["private.consentRefs"].length) return [];
        return [atClaim("R32_ASSERTION_UNUSED", "private.consentAssertions")];
      },
    }),
  ],
});
