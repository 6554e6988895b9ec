import { atLeaves, defineRule, type LeafView, lacks, valuesOf } from "@safepassage/rules";
import type { StatisticsRelease } from "@safepassage/schema";
import { readStatistics, type StatTable } from "../statistics/statistics.ts";

/** The difference of two releases is a release too, and must not be about a few people. */
export const r56 = defineRule({
  id: "R56",
  codes: ["R56_DIFFERS_BY_FEW"],
  about: { claims: { "env.purpose": new Set(["STATISTICS"]) }, fields: ["stat.cells"] },
  needs: ["env.purpose", "agreement", "history"],
  evaluate({ facts, groups, leaves }) {
    if (!leaves.some(isCell) || isNoisy(leaves)) return "notApplicable";
    const { releases } = facts.history;
    if (releases === undefined) return lacks("history.releases");
    // A table may be spread over several groups, so the cells of each are compared.
    return readStatistics(groups)
      .releases.flat()
      .flatMap((table) => {
        const comparable = releases.filter((release) => isComparable(release, table, leaves));
        const earlier = comparable.map(countsOf);
        return atLeaves("R56_DIFFERS_BY_FEW", table.group.leaves, (leaf) => {
          if (!isCell(leaf)) return false;
          const { keys, count } = leaf.value as unknown as StatisticsRelease["cells"][number];
          if (count === undefined) return false;
          const key = keyOf(keys);
          return earlier.some((counts) => {
            const difference = Math.abs(count - (counts.get(key) ?? count));
            return difference > 0 && difference < facts.agreement.k;
          });
        });
      });
  },
});

const isCell = ({ field }: LeafView): boolean => field.id === "stat.cells";

/** Whether all values are protected by noise, so that differences say nothing about anybody (as in R55). */
function isNoisy(leaves: readonly LeafView[]): boolean {
  const stated = valuesOf("stat.protection", leaves) as readonly { readonly method: string }[];
  return stated.length > 0 && stated.every(({ method }) => method === "dp");
}

/** Whether dimensions and period are the same and nobody declared the populations disjoint. */
function isComparable(
  release: StatisticsRelease,
  { group, dimensions }: StatTable,
  leaves: readonly LeafView[],
): boolean {
  // What a table's group does not state, other groups may state for it.
  const stated = (id: string): readonly unknown[] => {
    const own = valuesOf(id, group.leaves);
    return own.length > 0 ? own : valuesOf(id, leaves);
  };
  const populations = stated("stat.population") as readonly Population[];
  const areDisjoint =
    populations.length > 0 &&
    populations.every(
      ({ id, disjointFrom }) =>
        disjointFrom?.includes(release.population) === true ||
        release.disjointFrom?.includes(id) === true,
    );
  const named = new Set(dimensions);
  return (
    !areDisjoint &&
    stated("stat.period").includes(release.period) &&
    release.dimensions.length === named.size &&
    release.dimensions.every((one) => named.has(one))
  );
}

function countsOf({ cells }: StatisticsRelease): ReadonlyMap<string, number> {
  return new Map(
    cells.flatMap(({ keys, count }): [string, number][] =>
      count === undefined ? [] : [[keyOf(keys), count]],
    ),
  );
}

/** Key of what a cell counts. The order does not matter, because each value names its dimension. */
const keyOf = (keys: readonly string[]): string => keys.toSorted().join(" ");

interface Population {
  readonly id: string;
  readonly disjointFrom?: readonly string[];
}
