import { atClaim, defineRule, isConsentBasis, LED_REGIMES } from "@safepassage/rules";

/** Law enforcement never relies on consent alone: nobody is free to refuse the police. */
export const r05 = defineRule({
  id: "R05",
  codes: ["R05_CONSENT_ALONE"],
  about: { claims: { "env.sender.regime": LED_REGIMES } },
  needs: ["env.sender.regime", "env.legalBasis"],
  evaluate({ claims }) {
    if (!claims["env.legalBasis"].every(isConsentBasis)) return [];
    return [atClaim("R05_CONSENT_ALONE", "env.legalBasis")];
  },
});
