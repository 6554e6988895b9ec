import { atClaim } from "../hits.ts";
import { isConsentBasis, isLedRegime } from "../legal-bases.ts";
import { defineRule } from "../rule.ts";

/** A law-enforcement sender never rests on consent alone: nobody is free to refuse the police. */
export const r05 = defineRule({
  id: "R05",
  codes: ["R05_CONSENT_ALONE"],
  needs: ["env.sender.regime", "env.legalBasis"],
  evaluate({ claims }) {
    if (!isLedRegime(claims["env.sender.regime"])) return "notApplicable";
    if (!claims["env.legalBasis"].every(isConsentBasis)) return [];
    return [atClaim("R05_CONSENT_ALONE", "env.legalBasis")];
  },
});
