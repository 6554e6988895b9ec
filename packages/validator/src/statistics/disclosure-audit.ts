import { type Equation, type Interval, solveEquations } from "./linear-bounds.ts";
import { keyOf, type Place, type StatCell, type StatTable } from "./statistics.ts";

/** What a reader of tables can work out from them. */
export type Audit =
  | { readonly outcome: "contradictory" | "tooIntricate" }
  | {
      readonly outcome: "audited";
      /** Suppressed cells whose values can be narrowed down too far. */
      readonly recoverable: readonly StatCell[];
      /** Tables that reveal a small count by omitting its cell. */
      readonly telling: readonly StatTable[];
    };

/** How tables are protected. */
export interface Protection {
  /** Smallest count that may be published, apart from zero. */
  readonly k: number;
  /** Counts are rounded to a multiple of this; 1 means unrounded. */
  readonly rounding: number;
  /** Limit on the steps of the calculation. */
  readonly work: number;
}

/**
 * Finds what published counts and totals reveal about suppressed ones.
 *
 * The unknowns are the counts of persons by all dimensions of all tables at once. Each published cell is
 * a known sum of some of them, up to rounding. A suppressed cell is protected if the least and greatest
 * possible values of its sum differ by at least k. A value that no cell names does not occur.
 *
 * @param tables - Of one release.
 */
export function auditTables(tables: readonly StatTable[], protection: Protection): Audit {
  const { k, work } = protection;
  const cells = tables.flatMap((table) => table.cells);
  const space = spaceOf(tables);
  if (space.size > MAX_UNKNOWNS) return { outcome: "tooIntricate" };
  const { width, equations } = equationsOf(cells, space, protection);
  const bounds = solveEquations(width, equations, work);
  if (bounds === undefined) return { outcome: "tooIntricate" };
  if (!bounds.isFeasible) return { outcome: "contradictory" };

  const asked = new Map<string, Interval>();
  /** `undefined` if the limit on steps is reached. */
  const intervalOf = (place: Place): Interval | undefined => {
    const key = keyOf(place);
    const known = asked.get(key) ?? bounds.intervalOf(space.columnsOf(place));
    if (known !== undefined) asked.set(key, known);
    return known;
  };
  const recoverable: StatCell[] = [];
  for (const cell of cells) {
    if (cell.count !== undefined) continue;
    const interval = intervalOf(cell.place);
    if (interval === undefined) return { outcome: "tooIntricate" };
    if (isNarrow(interval, k)) recoverable.push(cell);
  }
  const stated = new Set(cells.map(({ place }) => keyOf(place)));
  const telling = new Set<StatTable>();
  for (const table of tables) {
    for (const place of placesOf(table, space)) {
      if (stated.has(keyOf(place))) continue;
      const interval = intervalOf(place);
      if (interval === undefined) return { outcome: "tooIntricate" };
      if (isNarrow(interval, k) && maybeSmall(interval, k)) telling.add(table);
    }
  }
  return { outcome: "audited", recoverable, telling: [...telling] };
}

/** All combinations of the values that occur, numbered. */
interface Space {
  readonly size: number;
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** Numbers of the combinations that belong to a place. */
  columnsOf(place: Place): readonly number[];
}

function spaceOf(tables: readonly StatTable[]): Space {
  const values = new Map<string, string[]>();
  for (const { place } of tables.flatMap((table) => table.cells)) {
    for (const [dimension, value] of place) {
      const known = values.get(dimension) ?? [];
      if (!known.includes(value)) values.set(dimension, [...known, value]);
    }
  }
  const dimensions = [...values];
  return {
    size: dimensions.reduce((size, [, known]) => size * known.length, 1),
    values,
    columnsOf: (place) =>
      dimensions.reduce<readonly number[]>(
        (columns, [dimension, known]) => {
          const at = known.indexOf(place.get(dimension) ?? "");
          const digits = at < 0 ? known.map((_, index) => index) : [at];
          return columns.flatMap((column) => digits.map((digit) => column * known.length + digit));
        },
        [0],
      ),
  };
}

function equationsOf(cells: readonly StatCell[], space: Space, { rounding }: Protection) {
  const half = Math.floor(rounding / 2);
  const counts = new Map(
    cells
      .filter(({ count }) => count !== undefined)
      .map(({ place, count = 0 }) => [`${keyOf(place)} ${count}`, { place, count }]),
  );
  let width = space.size;
  const equations: Equation[] = [];
  for (const { place, count } of counts.values()) {
    const terms = space.columnsOf(place).map((column) => ({ column, factor: 1n }));
    if (half > 0) {
      // The true sum differs by at most half a step: sum + gap = count + half, gap + rest = 2 half.
      const gap = { column: width++, factor: 1n };
      const rest = { column: width++, factor: 1n };
      terms.push(gap);
      equations.push({ terms: [gap, rest], total: BigInt(2 * half) });
    }
    equations.push({ terms, total: BigInt(count + half) });
  }
  // Equations that determine an unknown come first, which shortens the rest.
  return { width, equations: equations.toSorted((a, b) => a.terms.length - b.terms.length) };
}

/** Lists all places of a table, totals included. */
function placesOf({ dimensions }: StatTable, { values }: Space): readonly Place[] {
  return dimensions.reduce<readonly Place[]>(
    (places, dimension) =>
      places.flatMap((place) => [
        place,
        ...(values.get(dimension) ?? []).map((value) => new Map([...place, [dimension, value]])),
      ]),
    [new Map()],
  );
}

function isNarrow({ low, high, denominator }: Interval, k: number): boolean {
  return high !== undefined && high - low < BigInt(k) * denominator;
}

function maybeSmall({ low, high, denominator }: Interval, k: number): boolean {
  return low <= BigInt(k - 1) * denominator && (high === undefined || high >= denominator);
}

/** As many as a message has leaves. */
const MAX_UNKNOWNS = 4_096;
