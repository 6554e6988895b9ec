import type { Judgement, NotEvaluated } from "@safepassage/rules";
import { RULES } from "@safepassage/schema";

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
  return notEvaluated.filter(
    ({ rule, missing }) => rule === "R01" || (DECIDING.has(rule) && !missing.some(isTier)),
  );
}

const isTier = (name: string): boolean => name.startsWith("tier ");

const DECIDING: ReadonlySet<string> = new Set(
  RULES.filter(({ severity, stage }) => severity === "error" && stage !== "structural").map(
    ({ id }) => id,
  ),
);
