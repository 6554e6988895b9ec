import type { StructuralResult } from "@safepassage/core";
import { RULES } from "@safepassage/schema";
import type { NotEvaluated } from "../judgement.ts";
import type { ValidationInput } from "../validation-input.ts";

/** The part of a judgement about structural checks. */
export interface StructuralReport {
  /** Ids of the checks that were made, sorted. */
  readonly evaluated: readonly string[];
  readonly notEvaluated: readonly NotEvaluated[];
}

/** Reports the structural checks that were made when the message was opened. */
export function reportStructural({
  structural,
}: Pick<ValidationInput, "structural">): StructuralReport {
  if (structural === undefined) return NO_REPORT;
  const results: ReadonlyMap<string, StructuralResult> = new Map(
    structural.map((result) => [result.rule, result]),
  );
  const evaluated: string[] = [];
  const notEvaluated: NotEvaluated[] = [];
  for (const unreported of UNREPORTED) {
    const { rule } = unreported;
    const result = results.get(rule);
    if (result?.outcome === "passed") evaluated.push(rule);
    else if (result?.missing === undefined) notEvaluated.push(unreported);
    else notEvaluated.push({ rule, missing: [...result.missing] });
  }
  return { evaluated, notEvaluated };
}

const MISSING: readonly string[] = Object.freeze(["structural"]);

/** Entries for checks that nobody reported: they count as not made. */
const UNREPORTED: readonly NotEvaluated[] = RULES.filter(({ stage }) => stage === "structural").map(
  ({ id }) => Object.freeze({ rule: id, missing: MISSING }),
);

const NO_REPORT: StructuralReport = { evaluated: [], notEvaluated: UNREPORTED };
