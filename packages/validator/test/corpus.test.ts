import { findRule } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { IMPLEMENTED_RULES, type Judgement, validate } from "../src/index.ts";
import { type CorpusLine, readCodesUnshown, readRuleCorpus, readScenarioCorpus } from "./corpus.ts";
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

it("is judged line by line the same, whatever was judged before", () => {
  const inputs = [...corpus.values()].flatMap((lines) => lines.map(({ input }) => input));
  const judge = (all: typeof inputs) => all.map((input) => JSON.stringify(validate(input)));
  const once = judge(inputs);
  expect(judge(inputs.toReversed()).toReversed()).toEqual(once);
  // Each after itself, and after a line of another rule.
  const again = inputs.map((input, index) => {
    const [first, second] = [validate(input), validate(input)].map((one) => JSON.stringify(one));
    validate(inputs[(index + 700) % inputs.length] as typeof input);
    return first === second ? first : "differs";
  });
  expect(again).toEqual(once);
});

it("has a file for each rule that this version evaluates, and for no other", () => {
  expect([...corpus.keys()]).toEqual(IMPLEMENTED_RULES.map(({ id }) => id).sort());
});

describe("the codes of all rules", () => {
  const { withoutLine, neverAlone } = readCodesUnshown();
  const codes = IMPLEMENTED_RULES.flatMap(({ id, codes }) =>
    codes.map((code) => [id, code] as const),
  );
  const refusedWith = (id: string, code: string): CorpusLine[] =>
    corpus.get(id)?.filter((line) => line.expect.code === code) ?? [];
  const isAlone = ([id, code]: (typeof codes)[number], beside: readonly string[] = []): boolean =>
    refusedWith(id, code).some((line) => isRefusedAlone(id, line, beside));

  it("have a line each, or a reason why there is none", () => {
    const missing = codes.filter(([id, code]) => refusedWith(id, code).length === 0);
    expect(missing.map(([, code]) => code)).toEqual(withoutLine.map(({ code }) => code));
  });

  it("have one that their rule alone refuses, or a reason which other rule speaks beside it", () => {
    const others = codes.filter(
      ([id, code]) => refusedWith(id, code).length > 0 && !isAlone([id, code]),
    );
    expect(others.map(([, code]) => code)).toEqual(neverAlone.map(({ code }) => code));
    for (const [id, code] of others) {
      expect(isAlone([id, code], neverAlone.find((one) => one.code === code)?.beside)).toBe(true);
    }
  });

  it("include R53_TOO_LARGE, for what the reason says in the place of a line", () => {
    const clean = corpus.get("R53")?.find(({ id }) => id === "R53/clean")?.input.message;
    const message = structuredClone(clean) as {
      body: Record<string, { leaves: { v: unknown }[] }>;
    };
    for (const { leaves } of Object.values(message.body).slice(0, 1)) {
      for (const leaf of leaves.slice(0, 1)) leaf.v = new Array(65_536).fill(0);
    }
    const { findings } = validate({ message, tier: "schema", now: "2026-11-24T09:02:00Z" });
    expect(findings.map(({ code, pointer }) => [code, pointer])).toEqual([["R53_TOO_LARGE", ""]]);
  });
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
    // The judge decides the same about the same story in other words.
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

/** Rules that may report together with a rule: R01 as a consequence, and rules that subsume it. */
function isRefusedAlone(
  id: string,
  { expect: { outcome, rules } }: CorpusLine,
  beside: readonly string[] = [],
): boolean {
  const admitted = [id, "R01", findRule(id)?.subsumedBy, NEVER_ALONE[id], ...beside];
  return outcome === "refused" && rules.every((rule) => admitted.includes(rule));
}

const messageIdOf = (message: unknown): unknown =>
  (message as { clear: Record<string, unknown> }).clear["env.messageId"];

/** The container of a pointer's place, which may have been removed itself. */
function parentOf(input: unknown, pointer: string): unknown {
  const parts = pointer.split("/").slice(1, -1);
  return parts.reduce(
    (value, part) => (value as Record<string, unknown> | undefined)?.[part.replaceAll("~1", "/")],
    input,
  );
}
