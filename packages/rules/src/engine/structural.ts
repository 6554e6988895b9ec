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

const STRUCTURAL: readonly string[] = RULES.filter(({ stage }) => stage === "structural").map(
  ({ id }) => id,
);

const MISSING: readonly string[] = Object.freeze(["structural"]);

/** Entries for checks that nobody reported: they count as not made. */
const UNREPORTED: readonly NotEvaluated[] = STRUCTURAL.map((rule) =>
  Object.freeze({ rule, missing: MISSING }),
);

const NO_REPORT: StructuralReport = { evaluated: [], notEvaluated: UNREPORTED };
