import type { GroupView, LeafView } from "@safepassage/rules";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Audit, auditTables } from "./disclosure-audit.ts";
import { keyOf, type StatCell, type StatTable } from "./statistics.ts";

describe("the audit of a table", () => {
  it.each([1, 3])("finds what trying every table finds, rounded to %i", (rounding) => {
    fc.assert(
      fc.property(anyTable, anyMarks, (counts, marks) => {
        const table = publish(counts, marks, rounding);
        const solutions = tablesLike(table, rounding);
        const audit = auditTables([table], { k: K, rounding, work: WORK });
        if (solutions.length === 0) {
          expect(audit.outcome).toBe("contradictory");
          return;
        }
        const ranges = new Map(
          PLACES.map((place) => {
            const sums = solutions.map((solution) => sumAt(place, solution));
            return [keyOf(place), { from: Math.min(...sums), to: Math.max(...sums) }];
          }),
        );
        const rangeOf = (place: Place) => ranges.get(keyOf(place)) ?? { from: 0, to: 0 };
        const isNarrow = (place: Place) => rangeOf(place).to - rangeOf(place).from < K;
        const stated = new Set(table.cells.map(({ place }) => keyOf(place)));
        const left = PLACES.filter((place) => !stated.has(keyOf(place)) && isNamed(table, place));
        const isTelling = left.some(
          (place) => isNarrow(place) && rangeOf(place).from < K && rangeOf(place).to > 0,
        );
        expect(plain(audit)).toEqual({
          recoverable: table.cells
            .filter(({ count, place }) => count === undefined && isNarrow(place))
            .map(({ place }) => keyOf(place)),
          telling: isTelling ? 1 : 0,
        });
      }),
    );
  });

  it("finds what one table hides and another gives away", () => {
    const hidden = tableOf(
      ["sex"],
      [
        [{ sex: "male" }, undefined],
        [{ sex: "female" }, undefined],
        [{}, 60],
      ],
    );
    const other = tableOf(
      ["ageGroup", "sex"],
      [
        [{ sex: "male", ageGroup: "child" }, 20],
        [{ sex: "male", ageGroup: "adult" }, 25],
      ],
    );
    const judge = (...tables: StatTable[]) =>
      plain(auditTables(tables, { k: 11, rounding: 1, work: WORK }));
    expect(judge(hidden)).toEqual({ recoverable: [], telling: 0 });
    expect(judge(hidden, other)).toMatchObject({ recoverable: ["sex=male", "sex=female"] });
  });

  it("finds totals that cannot be", () => {
    const table = tableOf(
      ["sex"],
      [
        [{ sex: "male" }, 20],
        [{ sex: "female" }, 30],
        [{}, 49],
      ],
    );
    const audit = (rounding: number) => auditTables([table], { k: 11, rounding, work: WORK });
    expect(audit(1).outcome).toBe("contradictory");
    expect(audit(3).outcome).toBe("audited");
  });

  it("says nothing past the work", () => {
    const table = tableOf(
      ["sex"],
      [
        [{ sex: "male" }, undefined],
        [{ sex: "female" }, undefined],
        [{}, 60],
      ],
    );
    expect(auditTables([table], { k: 11, rounding: 1, work: 1 }).outcome).toBe("tooIntricate");
    expect(auditTables([table], { k: 11, rounding: 1, work: 30 }).outcome).toBe("tooIntricate");
  });
});

type Place = StatCell["place"];

/** A table with all its sums: each is published, suppressed, or left out. */
function publish(counts: readonly number[], marks: readonly string[], rounding: number): StatTable {
  const cells = PLACES.flatMap((place, at): [object, number | undefined][] => {
    const mark = place.size === 0 ? "shown" : marks[at];
    if (mark === "leftOut") return [];
    const count = Math.round(sumAt(place, counts) / rounding) * rounding;
    return [[Object.fromEntries(place), mark === "shown" ? count : undefined]];
  });
  return tableOf(["ageGroup", "sex"], cells);
}

/** All tables of whole numbers that agree with what is published. */
function tablesLike(table: StatTable, rounding: number): number[][] {
  const half = Math.floor(rounding / 2);
  const shown = table.cells.filter(({ count }) => count !== undefined);
  const most = (shown.find(({ place }) => place.size === 0)?.count ?? 0) + half;
  const found: number[][] = [];
  const walk = (solution: readonly number[], left: number): void => {
    const place = FINE[solution.length];
    if (place === undefined) {
      const fits = shown.every(
        (cell) => Math.abs(sumAt(cell.place, solution) - (cell.count ?? 0)) <= half,
      );
      if (fits) found.push([...solution]);
      return;
    }
    const top = mayOccur(table, place) ? left : 0;
    for (let value = 0; value <= top; value++) walk([...solution, value], left - value);
  };
  walk([], most);
  return found;
}

/** What no cell names does not occur; where none is named, the first value stands for all. */
function mayOccur(table: StatTable, place: Place): boolean {
  return DIMENSIONS.every(([dimension, values]) => {
    const named = values.filter((value) => isNamed(table, new Map([[dimension, value]])));
    const value = place.get(dimension);
    return named.length === 0 ? value === values[0] : named.some((one) => one === value);
  });
}

function isNamed({ cells }: StatTable, place: Place): boolean {
  return [...place].every(([dimension, value]) =>
    cells.some((cell) => cell.place.get(dimension) === value),
  );
}

function sumAt(place: Place, counts: readonly number[]): number {
  return FINE.reduce(
    (sum, fine, at) =>
      [...place].every(([dimension, value]) => fine.get(dimension) === value)
        ? sum + (counts[at] ?? 0)
        : sum,
    0,
  );
}

function tableOf(
  dimensions: readonly string[],
  cells: readonly (readonly [object, number | undefined])[],
): StatTable {
  return {
    group: {} as GroupView,
    dimensions,
    cells: cells.map(([place, count]) => ({
      leaf: {} as LeafView,
      place: new Map(Object.entries(place)),
      count,
    })),
  };
}

function plain(audit: Audit) {
  if (audit.outcome !== "audited") return audit;
  return {
    recoverable: audit.recoverable.map(({ place }) => keyOf(place)),
    telling: audit.telling.length,
  };
}

const DIMENSIONS = [
  ["ageGroup", ["child", "adult"]],
  ["sex", ["male", "female"]],
] as const;
const placesOf = (withTotals: boolean): Place[] =>
  DIMENSIONS.reduce<Place[]>(
    (places, [dimension, values]) =>
      places.flatMap((place) => [
        ...(withTotals ? [place] : []),
        ...values.map((value) => new Map([...place, [dimension, value]])),
      ]),
    [new Map()],
  );
const FINE = placesOf(false);
const PLACES = placesOf(true);
const K = 3;
const WORK = 1_000_000;
const anyTable = fc.array(fc.nat({ max: 3 }), { minLength: 4, maxLength: 4 });
const anyMarks = fc.array(fc.constantFrom("shown", "shown", "suppressed", "leftOut"), {
  minLength: PLACES.length,
  maxLength: PLACES.length,
});
