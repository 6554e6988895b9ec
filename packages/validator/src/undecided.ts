import type { Judgement, NotEvaluated } from "@safepassage/rules";
import { findRule } from "@safepassage/schema";

/**
 * Lists the rules that were not judged although acceptance depends on them: R01, which alone permits
 * anything to be sent, and every rule of severity error at the requested tier.
 *
 * A judgement with such rules and without errors is shown as "no fault found". Structural checks are not
 * included: they are made when a message is opened, before any tier.
 *
 * @see docs/spec/validation.md#no-fault-found
 */
export function undecidedRules({
  notEvaluated,
}: Pick<Judgement, "notEvaluated">): readonly NotEvaluated[] {
  return notEvaluated.filter(({ rule: id, missing }) => {
    if (id === "R01") return true;
    const rule = findRule(id);
    const isOfTier = !missing.some((name) => name.startsWith("tier "));
    return rule?.severity === "error" && rule.stage !== "structural" && isOfTier;
  });
}
