import { atGroup, defineRule } from "@safepassage/rules";

/**
 * A warning of risk speaks of methods, never of a nationality. That nobody is scored or profiled is
 * a property of the catalogue, which has no field for it.
 */
export const r52 = defineRule({
  id: "R52",
  codes: ["R52_NATIONALITY"],
  about: { claims: { "env.purpose": new Set(["RISK_ALERT"]) } },
  needs: ["env.purpose"],
  evaluate({ groups }) {
    // A value that its type refuses names one no less.
    return groups
      .filter(({ presentFields }) => presentFields.has(FIELD))
      .map((group) => atGroup("R52_NATIONALITY", group, FIELD, FIELD));
  },
});

const FIELD = "subject.nationality";
