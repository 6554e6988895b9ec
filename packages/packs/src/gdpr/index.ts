import type { RulePack } from "@safepassage/rules";
import manifest from "../../package.json" with { type: "json" };
import { GDPR_CODES } from "./code-lists.ts";
import english from "./messages/en.json" with { type: "json" };
import { GDPR_RULES } from "./rules/index.generated.ts";

/** Rules from the GDPR, Regulation (EU) 2016/679. */
export const GDPR_PACK: RulePack = {
  id: "gdpr",
  version: manifest.version,
  // The day from which it applies, from memory: Article 99 was not read.
  validFrom: "2018-05-25",
  rules: GDPR_RULES,
  codeLists: GDPR_CODES,
  messages: [english],
};
