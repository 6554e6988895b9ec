import { RULES } from "@safepassage/schema";
import { DEFAULT_PACKS, IMPLEMENTED_RULES } from "@safepassage/validator";
import type { Page } from "./page.ts";

/** The rules of the catalogue, and which of them this version evaluates. */
export const rulesPage: Page = {
  path: "docs/spec/rules.md",
  render() {
    const byId = new Map(IMPLEMENTED_RULES.map((rule) => [rule.id, rule]));
    const packs = new Map(
      DEFAULT_PACKS.flatMap((pack) => pack.rules.map((rule) => [rule.id, pack.id] as const)),
    );
    const rules = RULES.filter(({ stage }) => stage !== "structural");
    const rows = rules.map(({ id, severity, stage, check, citation, citationStatus }) => {
      const parts = byId.get(id)?.parts;
      const facts = new Set(
        parts?.flatMap(({ needs }) => needs.filter((need) => !need.includes("."))),
      );
      const needs = parts === undefined ? "" : [...facts].join(", ") || "the message alone";
      return [id, packs.get(id) ?? "", severity, stage, needs, check, citation, citationStatus];
    });
    return [
      "<!-- Made by `npx -y pnpm@12 generate` from the catalogue and the validator. -->",
      "",
      "# Rules",
      "",
      `Of the ${RULES.length} rules of the catalogue ${RULES.length - rules.length} are structural checks, and the validator evaluates ${byId.size} of the`,
      `other ${rules.length}. A rule that it does not have is in \`notImplemented\` of every judgement, and never counts as`,
      "passed. [Validation](validation.md) says what becomes of a finding;",
      "[messages](messages.md#structural-checks) lists the structural checks.",
      "",
      "[Packs](validation.md#packs) hold them. An empty cell under *facts* means that this version does not evaluate the rule. Marks of a",
      "citation: `V` read in a stored copy, `V2` in a secondary text only, `R` recalled and not read,",
      "`P` ours.",
      "",
      "| rule | pack | severity | stage | facts | what it checks | citation | mark |",
      "| --- | --- | --- | --- | --- | --- | --- | --- |",
      ...rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`),
      "",
    ].join("\n");
  },
};
