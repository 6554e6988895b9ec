import { atGroup, atLeaf, defineRule } from "@safepassage/rules";
import { findCode } from "@safepassage/schema";
import { EVIDENCE, productionOrders } from "../concepts/production-orders.ts";

/** Traffic and content data are ordered only for serious offences. Other data have no threshold. */
export const r42 = defineRule({
  id: "R42",
  codes: ["R42_PENALTY_TOO_LOW", "R42_GROUND_MISSING"],
  about: EVIDENCE,
  needs: [],
  evaluate(view) {
    const orders = productionOrders(view).filter(({ kind }) => kind === "EPOC");
    if (orders.length === 0) return "notApplicable";
    return orders.flatMap(({ group, categories, leaf }) => {
      const penalty = leaf("maxPenaltyYears");
      if (Number(penalty?.value ?? 0) >= thresholdOf(categories)) return [];
      // A forbidden code is malformed, so the view does not show it.
      if (leaf("listedOffence") !== undefined) return [];
      return penalty === undefined
        ? atGroup("R42_GROUND_MISSING", group)
        : atLeaf("R42_PENALTY_TOO_LOW", penalty);
    });
  },
});

/** Years of maximum penalty that the most protected of the categories requires. */
function thresholdOf(categories: readonly string[]): number {
  return Math.max(
    ...categories.map((category) =>
      Number(findCode("e_evidence_category", category)?.["minMaxPenaltyYears"] ?? 0),
    ),
  );
}
