import { GDPR_PACK } from "@safepassage/packs/gdpr";
import { LED_PACK } from "@safepassage/packs/led";
import { UK_PACK } from "@safepassage/packs/uk";
import type { Rule, RulePack } from "@safepassage/rules";
import { SCHEMA_ISSUES } from "@safepassage/schema";
import manifest from "../package.json" with { type: "json" };
import english from "./messages/en.json" with { type: "json" };
import { CORE_RULES } from "./rules/index.generated.ts";

/** Messages of R53, whose codes are those of the schema's issues. */
const SHAPE_MESSAGES = Object.fromEntries(
  Object.entries(SCHEMA_ISSUES).map(([code, { text, fix }]) => [`R53_${code}`, { text, fix }]),
);

/** Rules for every regime: the protocol's own, and law that binds all parties. */
export const CORE_PACK: RulePack = {
  id: "core",
  version: manifest.version,
  validFrom: "2018-05-06",
  rules: CORE_RULES,
  messages: [{ ...english, codes: { ...english.codes, ...SHAPE_MESSAGES } }],
};

/** All packs of this version. An agency can add its own: `[...DEFAULT_PACKS, mine]`. */
export const DEFAULT_PACKS: readonly RulePack[] = [CORE_PACK, LED_PACK, GDPR_PACK, UK_PACK];

/** The catalogue's rules that this version evaluates, in order of their ids. */
export const IMPLEMENTED_RULES: readonly Rule[] = DEFAULT_PACKS.flatMap(
  ({ rules }) => rules,
).toSorted((a, b) => (a.id < b.id ? -1 : 1));
