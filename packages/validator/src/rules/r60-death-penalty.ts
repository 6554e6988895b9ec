import { atClaim, defineRule, lacks } from "@safepassage/rules";

/** Data go to a State with the death penalty or cruelty only if that use is forbidden (cf. LED recital 71). */
export const r60 = defineRule({
  id: "R60",
  codes: ["R60_CONDITION_MISSING"],
  needs: ["env.handling.conditions", "registry"],
  evaluate({ claims, facts }) {
    const { recipient, states } = facts.registry;
    const state = states[recipient.country];
    if (state === undefined) return lacks("registry.states");
    if (!state.deathPenalty && !state.crueltyRisk) return "notApplicable";
    if (claims["env.handling.conditions"].includes("NO_DEATH_PENALTY_USE")) return [];
    return [atClaim("R60_CONDITION_MISSING", "env.handling.conditions")];
  },
});
