import { atClaim, defineRule } from "@safepassage/rules";
import { findPurpose } from "@safepassage/schema";

/** The message carries the conditions of use that the purpose demands. */
export const r75 = defineRule({
  id: "R75",
  codes: ["R75_CONDITION_MISSING"],
  needs: ["env.handling.conditions", "env.purpose"],
  evaluate({ claims }) {
    const demanded = findPurpose(claims["env.purpose"])?.mandatoryConditions ?? [];
    const stated = claims["env.handling.conditions"];
    if (demanded.every((condition) => stated.includes(condition))) return [];
    return [atClaim("R75_CONDITION_MISSING", "env.handling.conditions")];
  },
});
