import { createConditions } from "@safepassage/policy";
import {
  atLeaf,
  defineRule,
  fieldsOpenedBy,
  type LeafView,
  POLICY_NEEDS,
  policyInput,
  specialLeaves,
} from "@safepassage/rules";
import { coversBasis, hasMark, type NecessityReason } from "@safepassage/schema";

/** Special categories are sent only for a reason specific to the case, and as the law allows. */
export const r17 = defineRule({
  id: "R17",
  codes: ["R17_REASON_MISSING", "R17_NOT_STRICTLY_NECESSARY"],
  needs: POLICY_NEEDS,
  evaluate(view) {
    const { claims } = view;
    const special = specialLeaves(view);
    if (special.length === 0) return "notApplicable";
    const satisfies = createConditions(policyInput(view));
    const explicit = claims["env.legalBasis"].some(
      (basis) => coversBasis("GDPR#9(2)(a)", basis) || coversBasis("UK-GDPR#9(2)(a)", basis),
    );
    const vital = OPENED_BY_THREAT.get(claims["env.purpose"]);
    return special.flatMap((leaf) => {
      const holds = (name: string) => satisfies({ cond: name }, leaf.gid, leaf.index);
      const opened =
        holds("STRICT") ||
        (explicit && holds("CONSENT")) ||
        (vital?.has(leaf.field.id) && holds("VITAL"));
      if (opened && hasReason(leaf, claims["private.necessity"])) return [];
      return [atLeaf(opened ? "R17_REASON_MISSING" : "R17_NOT_STRICTLY_NECESSARY", leaf)];
    });
  },
});

/** Whether a reason says why the case needs the value. Reasons that only state a fact do not count. */
function hasReason({ gid, field }: LeafView, reasons: readonly NecessityReason[]): boolean {
  return reasons.some(
    ({ path, reason }) =>
      path === `${gid}/${field.id}` && !hasMark("necessity_reason", reason, "support"),
  );
}

const OPENED_BY_THREAT = fieldsOpenedBy("VITAL");
