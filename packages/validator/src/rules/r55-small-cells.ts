import {
  atGroup,
  atLeaf,
  defineRule,
  type LeafView,
  leavesOf,
  type MessageView,
} from "@safepassage/rules";
import { auditTables, type Protection } from "../statistics/disclosure-audit.ts";
import { readStatistics } from "../statistics/statistics.ts";

/** No table shows so small a count that people can be recognised, or lets anybody compute one. */
export const r55 = defineRule({
  id: "R55",
  codes: [
    "R55_SMALL_COUNT",
    "R55_COUNT_OF_SUPPRESSED",
    "R55_CELL_MISPLACED",
    "R55_TABLE_OPEN",
    "R55_RECOVERABLE",
    "R55_LEFT_OUT_RECOVERABLE",
    "R55_TOTALS_CONTRADICT",
    "R55_TOO_INTRICATE",
    "R55_NOT_ROUNDED",
    "R55_K_TOO_LOW",
    "R55_EPSILON_MISSING",
    "R55_EPSILON_BEYOND_BUDGET",
  ],
  about: { fields: ["stat.cells"] },
  needs: ["agreement"],
  evaluate({ facts: { agreement }, ...view }) {
    const stated = leavesOf("stat.protection", view.leaves).map((leaf) => ({
      leaf,
      ...(leaf.value as unknown as Stated),
    }));
    // Unless all protection is noise, the values are counts.
    if (stated.length > 0 && stated.every(({ method }) => method === "dp")) {
      return againstNoise(stated, agreement.epsilonBudget);
    }
    const protection: Protection = {
      k: Math.max(agreement.k, ...stated.map(({ k = 0 }) => k)),
      rounding: stated.length === 0 ? 1 : Math.min(...stated.map(roundingOf)),
      work: MAX_WORK,
    };
    return [
      ...stated
        .filter(({ k = agreement.k }) => k < agreement.k)
        .map(({ leaf }) => atLeaf("R55_K_TOO_LOW", leaf)),
      ...againstCells(leavesOf("stat.cells", view.leaves), protection),
      ...againstTables(view, protection),
    ];
  },
});

function againstNoise(stated: readonly (Stated & { readonly leaf: LeafView })[], budget: string) {
  const missing = stated.filter(({ epsilon }) => epsilon === undefined);
  const spent = stated.reduce((sum, { epsilon }) => sum + hundredths(epsilon ?? "0"), 0);
  const beyond = spent > hundredths(budget) ? stated : [];
  return [
    ...missing.map(({ leaf }) => atLeaf("R55_EPSILON_MISSING", leaf)),
    ...beyond.map(({ leaf }) => atLeaf("R55_EPSILON_BEYOND_BUDGET", leaf)),
  ];
}

function againstCells(
  cells: readonly LeafView[],
  { k, rounding }: Pick<Protection, "k" | "rounding">,
) {
  return cells.flatMap((leaf) => {
    const { count, suppressed } = leaf.value as { readonly count?: number; suppressed?: boolean };
    if (count === undefined) return [];
    return [
      ...(suppressed === true ? [atLeaf("R55_COUNT_OF_SUPPRESSED", leaf)] : []),
      ...(count > 0 && count < k ? [atLeaf("R55_SMALL_COUNT", leaf)] : []),
      ...(count % rounding === 0 ? [] : [atLeaf("R55_NOT_ROUNDED", leaf)]),
    ];
  });
}

function againstTables({ groups }: MessageView, protection: Protection) {
  const { releases, misplaced, open } = readStatistics(groups);
  const hits = [];
  for (const leaf of misplaced) hits.push(atLeaf("R55_CELL_MISPLACED", leaf));
  for (const { group, field } of open) hits.push(atGroup("R55_TABLE_OPEN", group, field, field));
  // All releases of a message share the limit on work.
  const work = Math.floor(protection.work / Math.max(releases.length, 1));
  for (const tables of releases) {
    const audit = auditTables(tables, { ...protection, work });
    if (audit.outcome !== "audited") {
      hits.push(...tables.map(({ group }) => atGroup(CODE_OF[audit.outcome], group)));
      continue;
    }
    hits.push(
      ...audit.recoverable.map(({ leaf }) => atLeaf("R55_RECOVERABLE", leaf)),
      ...audit.telling.map(({ group }) => atGroup("R55_LEFT_OUT_RECOVERABLE", group)),
    );
  }
  return hits;
}

/** Converts a decimal of at most twelve digits and two places to hundredths, exactly. */
const hundredths = (decimal: string): number => Math.round(Number(decimal) * 100);

const roundingOf = ({ rounding }: Stated): number => ROUNDING[rounding] ?? 1;

interface Stated {
  readonly method: string;
  readonly k?: number;
  readonly epsilon?: string;
  readonly rounding: string;
}

const CODE_OF = {
  contradictory: "R55_TOTALS_CONTRADICT",
  tooIntricate: "R55_TOO_INTRICATE",
} as const;
const ROUNDING: Readonly<Record<string, number>> = {
  none: 1,
  nearest3: 3,
  nearest5: 5,
  nearest10: 10,
};
/** Limit on the steps of the calculation: a slow machine makes this many in two seconds. */
const MAX_WORK = 4_000_000;
