import { CONDITIONS, type ConditionExpression } from "@safepassage/schema";

/** What one way in which a condition may hold asks of the rows of an agreement. */
export interface AskedRow {
  readonly explicit: boolean;
  readonly strict: boolean;
}

/** The ways in which an expression may hold, each with what it asks of the rows about the field. */
export function waysOf(expression: ConditionExpression): readonly AskedRow[] {
  if ("cond" in expression) return [ASKED.get(expression.cond) ?? NOTHING];
  // What must not hold asks for no row.
  if ("not" in expression) return [NOTHING];
  if ("any" in expression) return expression.any.flatMap(waysOf);
  return expression.all
    .map(waysOf)
    .reduce(
      (before, ways) => before.flatMap((one) => ways.map((way) => joined([one, way]))),
      [NOTHING],
    );
}

/** What several ways ask for together. */
export const joined = (ways: readonly AskedRow[]): AskedRow => ({
  explicit: ways.some(({ explicit }) => explicit),
  strict: ways.some(({ strict }) => strict),
});

/** What is asked for and not there. */
export const lackingIn = (has: AskedRow, asked: AskedRow): AskedRow => ({
  explicit: asked.explicit && !has.explicit,
  strict: asked.strict && !has.strict,
});

/** Whether anything is asked for. */
export const asksForRow = ({ explicit, strict }: AskedRow): boolean => explicit || strict;

/** The definition of a condition says whether it looks for a row that is explicit, or strict. */
const ASKED: ReadonlyMap<string, AskedRow> = new Map(
  CONDITIONS.map((entry) => {
    const text = JSON.stringify(entry.eval);
    return [
      entry.id,
      { explicit: /\$\w+\.explicit"/.test(text), strict: /\$\w+\.strict"/.test(text) },
    ];
  }),
);

const NOTHING: AskedRow = { explicit: false, strict: false };
