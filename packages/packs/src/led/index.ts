import type { RulePack } from "@safepassage/rules";
import manifest from "../../package.json" with { type: "json" };
import { LED_CODES } from "./code-lists.ts";
import english from "./messages/en.json" with { type: "json" };
import { LED_RULES } from "./rules/index.generated.ts";

/** Rules from the Law Enforcement Directive, (EU) 2016/680. */
export const LED_PACK: RulePack = {
  id: "led",
  version: manifest.version,
  // The day from which Member States apply it, from memory: Article 63 was not read.
  validFrom: "2018-05-06",
  rules: LED_RULES,
  codeLists: LED_CODES,
  messages: [english],
};
