import { findRule } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { IMPLEMENTED_RULES, type Judgement, validate } from "../src/index.ts";
import { type CorpusLine, readRuleCorpus, readScenarioCorpus } from "./corpus.ts";
import { SCENARIO_MESSAGES } from "./fixtures.ts";
import { NEVER_ALONE, outcomeOf } from "./outcome.ts";

const corpus = readRuleCorpus();

describe.each([...corpus])("the corpus of rule %s", (rule, lines) => {
  it.each(lines.map((line) => [line.id, line] as const))("%s", (_, { input, expect: wanted }) => {
    const judgement = validate(input);
    const { code, pointer } = wanted;
    expect({
      verdict: judgement.verdict,
      outcome: outcomeOf(rule, judgement),
      rules: rulesOf(judgement),
    }).toEqual({ verdict: wanted.verdict, outcome: wanted.outcome, rules: wanted.rules });
    const own = judgement.findings.filter((finding) => finding.rule === rule);
    if (wanted.outcome === "refused") {
      expect(own.map((finding) => [finding.code, finding.pointer])).toContainEqual([code, pointer]);
    }
  });

  it("has one message that passes, and two that this rule alone refuses", () => {
    expect(lines.filter(({ expect: { outcome } }) => outcome === "passed")).not.toHaveLength(0);
    const alone = lines.filter((line) => isRefusedAlone(rule, line));
    expect(alone.length).toBeGreaterThanOrEqual(2);
  });

  it("says in which message each case differs from its base, and where", () => {
    for (const { input, changed } of lines) {
      for (const pointer of changed) expect(parentOf(input, pointer)).toBeTypeOf("object");
    }
    const inputs = new Set(lines.map(({ input }) => JSON.stringify(input)));
    expect(inputs.size).toBe(lines.length);
  });
});

it("has a file for each rule that this version evaluates, and for no other", () => {
  expect([...corpus.keys()]).toEqual(IMPLEMENTED_RULES.map(({ id }) => id).sort());
});

describe("the corpus of the scenarios", () => {
  const lines = readScenarioCorpus();

  it("has all messages, each in other words", () => {
    expect(lines.map(({ id }) => id)).toEqual(SCENARIO_MESSAGES.map(({ id }) => id));
    const ids = lines.map(({ input }) => messageIdOf(input.message));
    const theirs = new Set(SCENARIO_MESSAGES.map(({ fixture }) => messageIdOf(fixture.message)));
    expect(ids.filter((id) => theirs.has(id))).toEqual([]);
  });

  it.each(lines.map((line) => [line.id, line] as const))("%s", (id, { input, expect: wanted }) => {
    const judgement = validate(input);
    const told = SCENARIO_MESSAGES.find((one) => one.id === id);
    // Whatever the judge makes of the story, it makes of the same story in other words.
    const original = validate(told?.fixture ?? input);
    expect([judgement.verdict, rulesOf(judgement)]).toEqual([original.verdict, rulesOf(original)]);
    expect(judgement.verdict).toBe(wanted.verdict);
    const found = rulesOf(judgement);
    if (wanted.verdict === "accept") {
      for (const rule of wanted.rules) expect(judgement.evaluated).toContain(rule);
    } else {
      const besides = found.filter((rule) => rule !== "R01" && !wanted.rules.includes(rule));
      expect(found).toEqual(expect.arrayContaining([...wanted.rules]));
      expect(besides).toEqual([]);
    }
  });
});

function rulesOf({ findings }: Judgement): string[] {
  return [...new Set(findings.map(({ rule }) => rule))].sort();
}

/** R01 speaks beside a rule as its consequence, and what subsumes a rule speaks with it. */
function isRefusedAlone(id: string, { expect: { outcome, rules } }: CorpusLine): boolean {
  const admitted = [id, "R01", findRule(id)?.subsumedBy, NEVER_ALONE[id]];
  return outcome === "refused" && rules.every((rule) => admitted.includes(rule));
}

const messageIdOf = (message: unknown): unknown =>
  (message as { clear: Record<string, unknown> }).clear["env.messageId"];

/** What holds the place of a pointer, which itself may have been taken away. */
function parentOf(input: unknown, pointer: string): unknown {
  const parts = pointer.split("/").slice(1, -1);
  return parts.reduce(
    (value, part) => (value as Record<string, unknown> | undefined)?.[part.replaceAll("~1", "/")],
    input,
  );
}
