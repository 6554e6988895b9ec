import { createConditions } from "@safepassage/policy";
import {
  atLeaf,
  defineRule,
  fieldsOpenedBy,
  type Hit,
  type LeafView,
  POLICY_NEEDS,
  policyInput,
  specialLeaves,
} from "@safepassage/rules";
import { CODE_LISTS, coversBasis, type NecessityReason } from "@safepassage/schema";

/** A special category is stated only for a reason of this case, and by a way the law opens. */
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
    return special.flatMap((leaf): Hit<Code>[] => {
      const holds = (name: string) => satisfies({ cond: name }, leaf.gid, leaf.index);
      const opened =
        holds("STRICT") ||
        (explicit && holds("CONSENT")) ||
        (vital?.has(leaf.field.id) && holds("VITAL"));
      if (!opened) return [atLeaf("R17_NOT_STRICTLY_NECESSARY", leaf)];
      return hasReason(leaf, claims["private.necessity"])
        ? []
        : [atLeaf("R17_REASON_MISSING", leaf)];
    });
  },
});

/** A fact that a condition asks for is no reason why the case needs the value. */
function hasReason({ gid, field }: LeafView, reasons: readonly NecessityReason[]): boolean {
  return reasons.some(({ path, reason }) => path === `${gid}/${field.id}` && !SUPPORT.has(reason));
}

type Code = "R17_REASON_MISSING" | "R17_NOT_STRICTLY_NECESSARY";

/** By purpose. */
const OPENED_BY_THREAT = fieldsOpenedBy("VITAL");

const SUPPORT: ReadonlySet<string> = new Set(
  CODE_LISTS["necessity_reason"]?.codes
    .filter((entry) => entry["support"] === true)
    .map(({ code }) => code),
);
