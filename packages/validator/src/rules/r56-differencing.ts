import {
  atLeaf,
  atLeaves,
  definePart,
  defineParts,
  type LeafView,
  lacks,
  type MessageView,
  valuesOf,
} from "@safepassage/rules";
import type { StatisticsRelease } from "@safepassage/schema";
import { readStatistics, type StatTable } from "../statistics/statistics.ts";

/** The difference of two releases is a release too, and must not be about a few people. */
export const r56 = defineParts({
  id: "R56",
  codes: ["R56_DIFFERS_BY_FEW"],
  parts: [
    definePart({
      about: { claims: { "env.purpose": new Set(["STATISTICS"]) }, fields: ["stat.cells"] },
      needs: ["env.purpose", "agreement", "history"],
      evaluate({ facts: { agreement, history }, groups, leaves }) {
        if (!leaves.some(isCell) || isNoisy(leaves)) return "notApplicable";
        const { releases } = history;
        if (releases === undefined) return lacks("history.releases");
        const published = releases.map((release) => ({ release, counts: countsOf(release) }));
        // A table may be spread over several groups, so the cells of each are compared.
        return readStatistics(groups)
          .releases.flat()
          .flatMap((table) => {
            const earlier = published.filter(({ release }) => isComparable(release, table, leaves));
            return atLeaves("R56_DIFFERS_BY_FEW", table.group.leaves, (leaf) => {
              if (!isCell(leaf)) return false;
              const { keys, count } = cellOf(leaf);
              const key = keyOf(keys);
              return earlier.some(({ counts }) => isByFew(count, counts.get(key), agreement.k));
            });
          });
      },
    }),
    definePart({
      stage: "context",
      // Without a population, tables of one unit and year are one release, which R55 judges.
      about: { claims: { "env.purpose": new Set(["STATISTICS"]) }, fields: ["stat.population"] },
      needs: ["env.purpose", "agreement"],
      evaluate({ facts: { agreement }, groups, leaves }) {
        if (!leaves.some(isCell) || isNoisy(leaves)) return "notApplicable";
        return alikeIn({ groups, leaves }).flatMap((cells) =>
          cells
            .filter((one) => cells.some((other) => areTelling(one, other, agreement.k)))
            .map(({ leaf }) => atLeaf("R56_DIFFERS_BY_FEW", leaf)),
        );
      },
    }),
  ],
});

/** A count of a message, and of whom it is. */
interface Counted {
  readonly leaf: LeafView;
  readonly count: number | undefined;
  /** Index of its release in the message. */
  readonly release: number;
  readonly populations: readonly Population[];
}

/** Counts of a message that differ in their population at most: same dimensions, values, year and unit. */
function alikeIn(view: Pick<MessageView, "groups" | "leaves">): readonly (readonly Counted[])[] {
  const alike = new Map<string, Counted[]>();
  for (const [release, tables] of readStatistics(view.groups).releases.entries()) {
    for (const table of tables) {
      const of = (id: string): readonly unknown[] => statedOf(id, table, view.leaves);
      const populations = of("stat.population") as readonly Population[];
      // What it does not state itself may be any that others state.
      const periods = new Set(of("stat.period"));
      const units = new Set(of("stat.unit"));
      const wheres = [...periods].flatMap((period) => [...units].map((unit) => [period, unit]));
      for (const where of wheres) {
        for (const { leaf, count } of table.cells) {
          const key = JSON.stringify([table.dimensions, where, keyOf(cellOf(leaf).keys)]);
          const cells = alike.get(key) ?? [];
          cells.push({ leaf, count, release, populations });
          alike.set(key, cells);
        }
      }
    }
  }
  return [...alike.values()];
}

const areTelling = (one: Counted, other: Counted, k: number): boolean =>
  one.release !== other.release &&
  isByFew(one.count, other.count, k) &&
  !areDisjoint(one.populations, other.populations);

/** Whether two counts differ, but by fewer people than may be shown. */
function isByFew(one: number | undefined, other: number | undefined, k: number): boolean {
  if (one === undefined || other === undefined) return false;
  const difference = Math.abs(one - other);
  return difference > 0 && difference < k;
}

const isCell = ({ field }: LeafView): boolean => field.id === "stat.cells";

const cellOf = ({ value }: LeafView) => value as unknown as StatisticsRelease["cells"][number];

/** Whether all values are protected by noise, so that differences say nothing about anybody (as in R55). */
function isNoisy(leaves: readonly LeafView[]): boolean {
  const stated = valuesOf("stat.protection", leaves) as readonly { readonly method: string }[];
  return stated.length > 0 && stated.every(({ method }) => method === "dp");
}

/** Whether dimensions and period are the same and nobody declared the populations disjoint. */
function isComparable(
  { population: id, disjointFrom = [], ...release }: StatisticsRelease,
  table: StatTable,
  leaves: readonly LeafView[],
): boolean {
  const populations = statedOf("stat.population", table, leaves) as readonly Population[];
  const named = new Set(table.dimensions);
  return (
    !areDisjoint(populations, [{ id, disjointFrom }]) &&
    statedOf("stat.period", table, leaves).includes(release.period) &&
    release.dimensions.length === named.size &&
    release.dimensions.every((one) => named.has(one))
  );
}

/** What a table's group does not state, other groups may state for it. */
function statedOf(
  id: string,
  { group }: StatTable,
  leaves: readonly LeafView[],
): readonly unknown[] {
  const own = valuesOf(id, group.leaves);
  return own.length > 0 ? own : valuesOf(id, leaves);
}

/** Whether each of some populations is declared to have nobody in common with each of others. */
function areDisjoint(some: readonly Population[], others: readonly Population[]): boolean {
  const areApart = (one: Population, other: Population): boolean =>
    // A population is never disjoint from itself, whatever it declares.
    one.id !== other.id &&
    (one.disjointFrom?.includes(other.id) === true ||
      other.disjointFrom?.includes(one.id) === true);
  return some.length > 0 && some.every((one) => others.every((other) => areApart(one, other)));
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
