import type { RulePack } from "@safepassage/rules";
import manifest from "../../package.json" with { type: "json" };
import { UK_CODES } from "./code-lists.ts";
import english from "./messages/en.json" with { type: "json" };
import { UK_RULES } from "./rules/index.generated.ts";

/** Rules from the law of the United Kingdom, as far as it was read. */
export const UK_PACK: RulePack = {
  id: "uk",
  version: manifest.version,
  // Start of the Data Protection Act 2018, Part 3, from memory: its commencement was not read.
  validFrom: "2018-05-25",
  rules: UK_RULES,
  codeLists: UK_CODES,
  messages: [english],
};
