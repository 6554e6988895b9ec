import type { Rule } from "../rule.ts";
import { IMPLEMENTED_RULES } from "../rules/index.generated.ts";
import type { RulePack } from "./pack.ts";

/** Data protection in criminal matters: Directive (EU) 2016/680. */
export const LED_PACK: RulePack = {
  id: "led",
  version: "1.0.0",
  // The day from which Member States apply it; recalled, Article 63 was not read.
  validFrom: "2018-05-06",
  rules: rulesOf(
    "R05 R06 R07 R08 R09 R10 R11 R12 R21 R25 R26 R27 R28 R29 R45 R57 R58 R68 R77 R78".split(" "),
  ),
};

/** General data protection: Regulation (EU) 2016/679. */
export const GDPR_PACK: RulePack = {
  id: "gdpr",
  version: "1.0.0",
  // The day from which it applies; recalled, Article 99 was not read.
  validFrom: "2018-05-25",
  rules: rulesOf("R18 R19 R30 R32 R33 R72 R73 R76".split(" ")),
};

/** The law of the United Kingdom, as far as it was read. */
export const UK_PACK: RulePack = {
  id: "uk",
  version: "1.0.0",
  // The day of the Data Protection Act 2018, Part 3; recalled, its commencement was not read.
  validFrom: "2018-05-25",
  rules: rulesOf(["R31", "R59"]),
};

const REGIMES = [LED_PACK, GDPR_PACK, UK_PACK];

/** What holds under every regime: this protocol's own rules, and law that binds all parties. */
export const CORE_PACK: RulePack = {
  id: "core",
  version: "1.0.0",
  validFrom: "2018-05-06",
  rules: IMPLEMENTED_RULES.filter((rule) => !REGIMES.some(({ rules }) => rules.includes(rule))),
};

/** All packs of this version. An agency adds its own: `[...DEFAULT_PACKS, mine]`. */
export const DEFAULT_PACKS: readonly RulePack[] = [CORE_PACK, ...REGIMES];

function rulesOf(ids: readonly string[]): readonly Rule[] {
  return IMPLEMENTED_RULES.filter(({ id }) => ids.includes(id));
}
