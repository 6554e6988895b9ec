import { conditionText, type FieldEntry, laddersOf } from "@safepassage/schema";
import { mayHold } from "../admission/agreement.ts";
import { grantedRung, limitsOf } from "../precision/ladder.ts";
import type { Rung } from "../tables/model.ts";
import type { Terms } from "../tables/terms.ts";

type Ways = readonly { readonly when?: string }[];

/** The finest rung granted on a ladder. */
export interface RungOverview extends Rung {
  /** The condition of being as fine, where it is another than that of the field. */
  readonly when?: string;
  /** The finest rung granted without it. Left out: none. */
  readonly otherwise?: string;
}

/**
 * The finest rung granted to a field on each of its ladders; `undefined` if no value of it is granted.
 *
 * @param ways - How messages hold the field.
 */
export function rungOverviews(
  terms: Terms,
  entry: FieldEntry,
  ways: Ways,
): readonly RungOverview[] | undefined {
  // Header members are not coarsened: the law requires them for every person.
  if (entry.place === "header") return [];
  const found: RungOverview[] = [];
  for (const { name, member } of laddersOf(entry)) {
    const finest = rungOn(terms, entry.id, name, ways);
    // A value without the member does not stand on this ladder.
    if (finest === undefined && member === undefined) return undefined;
    if (finest !== undefined) found.push(finest);
  }
  return found;
}

function rungOn(terms: Terms, field: string, ladder: string, ways: Ways): RungOverview | undefined {
  const finest = grantedRung(terms, field, ladder, (when) => mayHold(terms, field, when));
  if (finest === undefined) return undefined;
  const always = grantedRung(terms, field, ladder, () => false);
  if (always?.rung === finest.rung) return finest;
  const conditions = limitsOf(terms, field, ladder).flatMap(({ when }) =>
    when !== undefined &&
    mayHold(terms, field, when) &&
    grantedRung(terms, field, ladder, (one) => one === when)?.rung === finest.rung
      ? [when]
      : [],
  );
  const texts = conditions.map(conditionText);
  // Wherever the field is admitted, it is granted as finely.
  if (ways.every(({ when = "" }) => texts.includes(when))) return finest;
  const [only, ...others] = conditions;
  const any = only !== undefined && others.length === 0 ? only : { any: conditions };
  return {
    ...finest,
    when: conditionText(any),
    ...(always !== undefined && { otherwise: always.rung }),
  };
}
