import { addPeriod, atClaim, defineRule } from "@safepassage/rules";
import { findPurpose } from "@safepassage/schema";

/** The day of erasure is after the message and within the maximum retention of its purpose. */
export const r15 = defineRule({
  id: "R15",
  codes: ["R15_ERASED_TOO_EARLY", "R15_KEPT_TOO_LONG", "R15_REVIEW_TOO_LATE"],
  needs: ["env.retention.eraseBy", "env.createdAt", "env.purpose"],
  evaluate({ claims }) {
    const eraseBy = claims["env.retention.eraseBy"];
    const reviewBy = claims["env.retention.reviewBy"];
    const day = claims["env.createdAt"].slice(0, 10);
    const ceiling = findPurpose(claims["env.purpose"])?.retention.ceiling;
    const hits = [];
    if (eraseBy <= day) hits.push(atClaim("R15_ERASED_TOO_EARLY", "env.retention.eraseBy"));
    if (ceiling === undefined || eraseBy > addPeriod(day, ceiling)) {
      hits.push(atClaim("R15_KEPT_TOO_LONG", "env.retention.eraseBy"));
    }
    if (reviewBy !== undefined && reviewBy > eraseBy) {
      hits.push(atClaim("R15_REVIEW_TOO_LATE", "env.retention.reviewBy"));
    }
    return hits;
  },
});
