import { type ValidationInput, validate } from "@safepassage/validator";
import type { Vectors } from "../suite.ts";
import { applyPatch, type PatchOperation } from "./json-patch.ts";
import { outcome } from "./outcome.ts";
import { type Judged, scenarioMessages, variants } from "./scenarios.ts";

/** The vectors of every rule; the scenarios at every tier, and damaged in many ways at the first. */
export function cases(vectors: Vectors): Record<string, unknown> {
  const messages = scenarioMessages(vectors);
  return Object.fromEntries([...ruleCases(vectors, messages), ...messages.flatMap(scenarioCases)]);
}

function ruleCases(vectors: Vectors, messages: readonly Judged[]): [string, unknown][] {
  return Object.entries(vectors)
    .filter(([path]) => /^rules\/R\d+\.json$/.test(path))
    .flatMap(([path, value]) => {
      const { cases: rows, fixtures } = value as RuleFile;
      return rows.map(({ id, base, patch }): [string, unknown] => [
        `${path} ${id}`,
        outcome(() => {
          const input = fixtures?.[base] ?? stateInput(messages, base);
          return validate(applyPatch(input, patch) as ValidationInput);
        }),
      ]);
    });
}

/** A message of the scenarios by its name there, `S01.1`, as its judge sees it. */
function stateInput(messages: readonly Judged[], base: string): ValidationInput {
  const found = messages.find(({ name }) => name === base.replace(".", "/"));
  if (found === undefined) throw new Error(`there is no message ${base}`);
  const { name: _, ...input } = found;
  return { ...input, tier: "state" };
}

function scenarioCases(judged: Judged): [string, unknown][] {
  const { name, history: _, ...input } = judged;
  return [
    ...variants(judged).map(([variant, message]): [string, unknown] => [
      `schema ${variant}`,
      outcome(() => validate({ message, tier: "schema", now: judged.now })),
    ]),
    [`context ${name}`, outcome(() => validate({ ...input, tier: "context" }))],
    [`state ${name}`, outcome(() => validate(stateInput([judged], name)))],
  ];
}

interface RuleFile {
  readonly fixtures?: Readonly<Record<string, ValidationInput>>;
  readonly cases: readonly {
    readonly id: string;
    readonly base: string;
    readonly patch: readonly PatchOperation[];
  }[];
}
