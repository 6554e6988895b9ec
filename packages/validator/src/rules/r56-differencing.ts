import { atLeaf, defineRule, type LeafView, lacks } from "@safepassage/rules";
import type { StatisticsRelease } from "@safepassage/schema";

/** What two releases differ by is a release too: it must not be about a few people. */
export const r56 = defineRule({
  id: "R56",
  codes: ["R56_DIFFERS_BY_FEW"],
  about: { claims: { "env.purpose": new Set(["STATISTICS"]) }, fields: ["stat.cells"] },
  needs: ["env.purpose", "agreement", "history"],
  evaluate({ facts, leaves }) {
    const cells = leaves.filter(({ field }) => field.id === "stat.cells");
    if (cells.length === 0 || isNoisy(leaves)) return "notApplicable";
    const { releases } = facts.history;
    if (releases === undefined) return lacks("history.releases");
    const comparable = releases.filter((release) => isComparable(release, leaves));
    if (comparable.length === 0) return [];
    const dimensions = textsOf("stat.dimensions", leaves);
    const earlier = comparable.map(countsOf);
    return cells
      .filter(({ value }) => {
        const { keys, count } = value as unknown as Cell;
        if (count === undefined) return false;
        const key = keyOf(dimensions, keys);
        return earlier.some((counts) => {
          const difference = Math.abs(count - (counts.get(key) ?? count));
          return difference > 0 && difference < facts.agreement.k;
        });
      })
      .map((leaf) => atLeaf("R56_DIFFERS_BY_FEW", leaf));
  },
});

/** With noise added, what two releases differ by says nothing of anybody. */
function isNoisy(leaves: readonly LeafView[]): boolean {
  return leaves.some(
    ({ field, value }) =>
      field.id === "stat.protection" && (value as { method?: unknown }).method === "dp",
  );
}

/** Same dimensions and period, and populations that nobody declared to be disjoint. */
function isComparable(release: StatisticsRelease, leaves: readonly LeafView[]): boolean {
  const dimensions = textsOf("stat.dimensions", leaves);
  const population = leaves.find(({ field }) => field.id === "stat.population")?.value as
    | { readonly id: string; readonly disjointFrom?: readonly string[] }
    | undefined;
  const isDisjoint =
    population?.disjointFrom?.includes(release.population) === true ||
    (population !== undefined && release.disjointFrom?.includes(population.id) === true);
  return (
    !isDisjoint &&
    release.period === textsOf("stat.period", leaves)[0] &&
    release.dimensions.length === dimensions.length &&
    release.dimensions.every((one) => dimensions.includes(one))
  );
}

function countsOf({ dimensions, cells }: StatisticsRelease): ReadonlyMap<string, number> {
  return new Map(
    cells.flatMap(({ keys, count }): [string, number][] =>
      count === undefined ? [] : [[keyOf(dimensions, keys), count]],
    ),
  );
}

/** A cell by what it counts, in whatever order the dimensions are named. */
function keyOf(dimensions: readonly string[], keys: readonly string[]): string {
  return keys
    .map((key, index) => `${dimensions[index] ?? ""}=${key}`)
    .sort()
    .join(" ");
}

function textsOf(id: string, leaves: readonly LeafView[]): readonly string[] {
  return leaves.flatMap(({ field, value }) =>
    field.id === id && typeof value === "string" ? [value] : [],
  );
}

interface Cell {
  readonly keys: readonly string[];
  readonly count?: number;
}
