import type { ReasonCode } from "@safepassage/policy";
import { atPermission, defineRule, POLICY_NEEDS, permissionsFor } from "@safepassage/rules";

/** Every leaf is admitted by purpose, condition, agreement, recipient and consent: default deny. */
export const r01 = defineRule({
  id: "R01",
  // findLeaks reports the last three, because only a sender knows what was withheld.
  codes: [
    "R01_FIELD_NOT_PERMITTED",
    "R01_WITHHELD_ELSEWHERE",
    "R01_WITHHELD_BESIDE",
    "R01_PRESENCE_TELLS",
  ],
  needs: POLICY_NEEDS,
  evaluate(view) {
    return permissionsFor(view)
      .filter(({ reason }) => reason !== undefined && !OTHERS.has(reason.code))
      .map((permission) => atPermission("R01_FIELD_NOT_PERMITTED", permission, view.groups));
  },
});

/**
 * Reasons that belong to other rules: precision to R02, identifying an adult without her consent to R31,
 * a missing basis to R04. A companion without its field is useless but no breach. Inherited conditions
 * stay here, because R20 is not always evaluated and nobody else would refuse them.
 */
const OTHERS: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "basis",
  "ladder",
  "identification",
  "combination",
  "companion",
  "group",
]);
