import type { Group } from "@safepassage/schema";

type Evaluated = Pick<Group, "meta" | "leaves">;
type Evaluation = NonNullable<Group["meta"]>;

/** How far the entries of a person are evaluated alike. */
export interface SharedEvaluation {
  /** `undefined` where no two entries have the same: each says its own. */
  readonly shared: Evaluation | undefined;
  /** Whether no entry has another, and no value is of another nature. */
  readonly isOfAll: boolean;
}

/** The evaluation that most of some entries have, so that it is said once. */
export function shareEvaluation(groups: readonly Evaluated[]): SharedEvaluation {
  const all = groups.flatMap(({ meta }) => meta ?? []);
  const countOf = (one: Evaluation): number => all.filter((other) => isAlike(one, other)).length;
  const [first, ...others] = all;
  if (first === undefined) return { shared: undefined, isOfAll: false };
  const most = others.reduce((best, one) => (countOf(one) > countOf(best) ? one : best), first);
  const count = countOf(most);
  if (count < 2) return { shared: undefined, isOfAll: false };
  const isOwn = groups.some(({ leaves }) =>
    leaves.some(({ nature }) => nature !== undefined && nature !== most.nature),
  );
  return { shared: most, isOfAll: count === all.length && !isOwn };
}

/** Whether two entries are evaluated alike. */
export const isAlike = (one: Evaluation | undefined, other: Evaluation | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  one.nature === other.nature &&
  one.sourceEval === other.sourceEval &&
  one.infoEval === other.infoEval &&
  one.asOf === other.asOf;
