import { RULES } from "@safepassage/schema";
import type { NotEvaluated } from "../judgement.ts";
import type { ValidationInput } from "../validation-input.ts";

/** What a judgement says of the structural checks. */
export interface StructuralReport {
  /** Ids of those that were made, sorted. */
  readonly evaluated: readonly string[];
  readonly notEvaluated: readonly NotEvaluated[];
}

/** What became of the structural checks. */
export function reportStructural({
  structural,
}: Pick<ValidationInput, "structural">): StructuralReport {
  if (structural === undefined) return NO_REPORT;
  const evaluated: string[] = [];
  const notEvaluated = STRUCTURAL.flatMap((id, place): readonly NotEvaluated[] => {
    const result = structural.find(({ rule }) => rule === id);
    if (result?.outcome === "passed") evaluated.push(id);
    else if (result?.missing === undefined) return [UNREPORTED[place] as NotEvaluated];
    else return [{ rule: id, missing: [...result.missing] }];
    return [];
  });
  return { evaluated, notEvaluated };
}

/** Ids of the structural checks, in order. */
const STRUCTURAL: readonly string[] = RULES.filter(({ stage }) => stage === "structural").map(
  ({ id }) => id,
);

const MISSING: readonly string[] = Object.freeze(["structural"]);

/** What nobody reports was not checked. */
const UNREPORTED: readonly NotEvaluated[] = STRUCTURAL.map((rule) =>
  Object.freeze({ rule, missing: MISSING }),
);

const NO_REPORT: StructuralReport = { evaluated: [], notEvaluated: UNREPORTED };
