import { atClaim, defineRule } from "@safepassage/rules";

/** The officer was identified with the assurance that the agreement requires (LED Art 25). */
export const r78 = defineRule({
  id: "R78",
  codes: ["R78_ASSURANCE_TOO_LOW"],
  needs: ["private.caseRef", "private.officerRef", "private.officerAssurance", "agreement"],
  evaluate({ claims, facts }) {
    if (claims["private.officerAssurance"] >= facts.agreement.minAssurance) return [];
    return [atClaim("R78_ASSURANCE_TOO_LOW", "private.officerAssurance")];
  },
});
