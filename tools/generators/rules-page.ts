import { explanations, RULES } from "@safepassage/schema";
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
    const rows = rules.map(({ id, severity, stage, citation, citationStatus }) => {
      const parts = byId.get(id)?.parts;
      const facts = new Set(
        parts?.flatMap(({ needs }) => needs.filter((need) => !need.includes("."))),
      );
      const needs = parts === undefined ? "" : [...facts].join(", ") || "the message alone";
      return [
        id,
        packs.get(id) ?? "",
        severity,
        stage,
        needs,
        explanations().rules[id] ?? "",
        citation,
        citationStatus,
      ];
    });
    return [
      "<!-- Made by `npx -y pnpm@12 generate` from the catalogue and the validator. -->",
      "",
      "# Rules",
      "",
      `The catalogue has ${RULES.length} checks, ${RULES.length - rules.length} on opening and ${rules.length} rules. The validator evaluates ${byId.size === rules.length ? "all" : byId.size} of the rules. A rule`,
      "that it does not have is in `notImplemented` of every judgement, and never counts as passed.",
      "[Validation](validation.md) says what becomes of a finding; [messages](messages.md#structural-checks) lists the",
      "structural checks.",
      "",
      "[Packs](validation.md#packs) hold the rules. An empty cell under *facts* means that this version does not evaluate the",
      "rule. The mark says how the citation was established: `V` read in a stored copy, `V2` read in a secondary text only,",
      "`R` recalled and not read, `P` a proposal of this project.",
      "",
      "| rule | pack | severity | stage | facts | what it checks | citation | mark |",
      "| --- | --- | --- | --- | --- | --- | --- | --- |",
      ...rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`),
      "",
    ].join("\n");
  },
};
