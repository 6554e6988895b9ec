import type { ReasonCode } from "@safepassage/policy";
import { atPermission, defineRule, POLICY_NEEDS, permissionsFor } from "@safepassage/rules";

/** Every leaf is admitted by purpose, condition, agreement, recipient and consent: default deny. */
export const r01 = defineRule({
  id: "R01",
  // The last three are found by findLeaks: only a sender knows what was withheld.
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
 * Reasons to withhold that are not this rule's: precision is R02, what identifies an adult who did
 * not consent is R31, a missing basis is R04, and a leaf that is left alone may be of no use but is
 * no breach. Inherited conditions stay here until R20 is evaluated, or nobody would refuse.
 */
const OTHERS: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "basis",
  "ladder",
  "identification",
  "combination",
  "companion",
  "group",
]);
