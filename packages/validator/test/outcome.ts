import type { Judgement } from "../src/index.ts";

/** What became of one rule in a judgement, in the words of the vectors. */
export function outcomeOf(id: string, judgement: Judgement): string {
  if (judgement.findings.some(({ rule }) => rule === id)) return "refused";
  if (judgement.notEvaluated.some(({ rule }) => rule === id)) return "notEvaluated";
  if (judgement.notApplicable.includes(id)) return "notApplicable";
  return judgement.evaluated.includes(id) ? "passed" : "missing";
}

/** Rules whose breach always breaks another: consent alone (R05) also lacks a task in law (R04). */
export const NEVER_ALONE: Readonly<Record<string, string>> = { R05: "R04" };
