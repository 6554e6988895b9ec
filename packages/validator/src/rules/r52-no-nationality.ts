import { atPresent, defineRule } from "@safepassage/rules";

/**
 * A risk alert is about methods, never about a nationality. The catalogue has no field for scoring or
 * profiling anybody.
 */
export const r52 = defineRule({
  id: "R52",
  codes: ["R52_NATIONALITY"],
  about: { claims: { "env.purpose": new Set(["RISK_ALERT"]) } },
  needs: ["env.purpose"],
  evaluate({ groups }) {
    return atPresent("R52_NATIONALITY", "subject.nationality", groups);
  },
});
