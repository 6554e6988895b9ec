import { explanations, isCitationRead, RULES, type RuleEntry } from "@safepassage/schema";
import { IMPLEMENTED_RULES } from "@safepassage/validator";
import type { Page } from "./page.ts";
import law from "./rule-law.json" with { type: "json" };

/** `docs/legal/rules.md`: each rule beside the law it stands on, and what it cannot know. */
export const legalRulesPage: Page = {
  path: "docs/legal/rules.md",
  render() {
    const strangers = Object.keys(law).filter((id) => !RULES.some((rule) => rule.id === id));
    if (strangers.length > 0) throw new Error(`rule-law.json has no rule ${strangers.join(", ")}`);
    const counts = Object.keys(STANDINGS).map(
      (standing) =>
        `${RULES.filter(({ id }) => lawOf(id).standing === standing).length} ${WORDS[standing as Standing]}`,
    );
    return `${[HEAD, `Of ${RULES.length} rules ${counts.join(", ")}.`, ...RULES.map(section)].join("\n\n")}\n`;
  },
};

function section(rule: RuleEntry): string {
  const { standing, how, cannot } = lawOf(rule.id);
  return [
    `## ${rule.id}`,
    "",
    `${explanations().rules[rule.id] ?? ""}.`,
    "",
    `- **${rule.citation === "Proposal" ? "No law cited" : `Law**: ${rule.citation}. **${read(rule)}`}**`,
    `- **${STANDINGS[standing as Standing]}**: ${how}`,
    `- **Cannot know**: ${cannot}`,
    `- **Evaluated**: ${evaluated(rule)}`,
  ].join("\n");
}

interface RuleLaw {
  readonly standing: string;
  /** In what the rule differs from the provision, or what the provision asks. */
  readonly how: string;
  readonly cannot: string;
  /** A check that has its name and is not built. */
  readonly reserved?: boolean;
}

function lawOf(id: string): RuleLaw {
  const entry = (law as Readonly<Record<string, RuleLaw>>)[id];
  if (entry === undefined) throw new Error(`rule-law.json lacks ${id}`);
  if (!Object.hasOwn(STANDINGS, entry.standing)) throw new Error(`${id} has another standing`);
  return entry;
}

function read({ citationStatus }: RuleEntry): string {
  if (citationStatus === "V") return "Read";
  return isCitationRead(citationStatus)
    ? `Read (${citationStatus})`
    : `Not all read (${citationStatus})`;
}

function evaluated({ id, stage }: RuleEntry): string {
  if (lawOf(id).reserved === true) return "not by this version; reported as not evaluated.";
  if (stage === "structural") return "when a message is opened; never by the validator.";
  const rule = IMPLEMENTED_RULES.find((one) => one.id === id);
  if (rule === undefined) return "not by this version.";
  const parts = rule.parts.map(({ part, stage: own, needs }) => {
    const facts = needs.filter((need) => !need.includes("."));
    const from = facts.length === 0 ? "the message alone" : facts.join(", ");
    return `${part === undefined ? "" : `part ${part} `}in tier ${own ?? stage}, from ${from}`;
  });
  return `${parts.join("; ")}.`;
}

type Standing = "law" | "stricter" | "ours";

const STANDINGS: Readonly<Record<Standing, string>> = {
  law: "As the law asks",
  stricter: "Stricter than the law",
  ours: "Ours",
};

const WORDS: Readonly<Record<Standing, string>> = {
  law: "ask what the law asks",
  stricter: "are stricter than the law cited",
  ours: "are this project's own",
};

const HEAD = `# Rules and the law

<!-- Made by \`npx -y pnpm@12 generate\` from the catalogue and the validator. -->

This page says of each rule what it checks, by which provision, whether that was read, whether the rule asks more
than the provision does, and what it cannot know. [The introduction](README.md#what-the-marks-mean) explains the
marks. [The specification](../spec/rules.md) has the rules with their inputs in one table.
[Open points](open-points.md) says what the law leaves open.

"As the law asks" is how this project understood the provision when it read it. It is no legal advice, and no rule
proves that an exchange is lawful.`;
