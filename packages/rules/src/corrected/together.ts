import { compare, comparePlaces } from "../in-order.ts";
import type { Judgement, NotEvaluated } from "../judgement.ts";

/**
 * Merges which rules were judged for a correction and for its corrected message. A rule that lacks
 * something for either is not evaluated; a rule that applies to either is applicable.
 */
export function together(one: Judgement, other: Judgement): Judgement {
  const lacking = new Map<string, NotEvaluated>();
  for (const entry of [...one.notEvaluated, ...other.notEvaluated]) {
    const key = `${entry.rule} ${entry.part ?? ""}`;
    const missing = new Set([...(lacking.get(key)?.missing ?? []), ...entry.missing]);
    lacking.set(key, { ...entry, missing: [...missing] });
  }
  const notEvaluated = [...lacking.values()].toSorted(comparePlaces);
  const unjudged = new Set(notEvaluated.map(({ rule }) => rule));
  const judged = new Set(
    [...one.evaluated, ...other.evaluated].filter((rule) => !unjudged.has(rule)),
  );
  return {
    ...one,
    evaluated: [...judged].toSorted(compare),
    notApplicable: one.notApplicable.filter((rule) => !judged.has(rule) && !unjudged.has(rule)),
    notEvaluated,
  };
}
