import { findRule, RULES } from "@safepassage/schema";
import { IMPLEMENTED_RULES } from "@safepassage/validator";
import type { Page } from "./page.ts";

/** `packages/vectors/data/rule-inputs.json`: what each rule reads, by part, for other validators. */
export const ruleInputsPage: Page = {
  path: "packages/vectors/data/rule-inputs.json",
  render() {
    const rules = RULES.flatMap(({ id }) => {
      const rule = IMPLEMENTED_RULES.find((one) => one.id === id);
      const parts = rule?.parts.map(({ part, stage, needs, mayUse }) => ({
        ...(part === undefined ? {} : { part }),
        tier: stage ?? findRule(id)?.stage,
        needs,
        ...(mayUse === undefined ? {} : { mayUse }),
      }));
      return rule === undefined ? [] : [[id, { codes: rule.codes, parts }]];
    });
    const head = {
      spec: "docs/spec/validation.md",
      source: "Safepassage; licence CC0-1.0; made from the validator",
    };
    return `${JSON.stringify({ ...head, rules: Object.fromEntries(rules) }, null, 2)}\n`;
  },
};
