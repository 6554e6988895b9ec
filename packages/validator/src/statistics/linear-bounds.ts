/** A known sum: the unknowns in `terms`, multiplied by their factors, add up to `total`. */
export interface Equation {
  readonly terms: readonly { readonly column: number; readonly factor: bigint }[];
  readonly total: bigint;
}

/** Bounds of a sum of unknowns, as exact fractions over one denominator. */
export interface Interval {
  readonly low: bigint;
  /** Absent if nothing bounds the sum. */
  readonly high?: bigint;
  /** Greater than zero. */
  readonly denominator: bigint;
}

/** What equations say about unknowns that are not negative. */
export interface LinearBounds {
  /** Whether some values satisfy all equations. If not, ask nothing else. */
  readonly isFeasible: boolean;
  /** The least and greatest value of the sum of some unknowns; `undefined` if the limit on work is reached. */
  intervalOf(columns: readonly number[]): Interval | undefined;
}

/**
 * Solves equations over unknowns that are not negative, by the simplex method.
 *
 * Exact: integers over one common denominator, without rounding (fraction-free pivoting). Bland's rule
 * prevents cycling. The tableau is kept between questions, so that each starts where the last ended.
 *
 * @param width - Number of unknowns.
 * @param work - Limit on tableau entries read or changed, over all questions. No tableau has more entries either.
 * @returns `undefined` if the limit is reached before anything is known.
 * @see R. G. Bland, New Finite Pivoting Rules for the Simplex Method, 1977
 */
export function solveEquations(
  width: number,
  equations: readonly Equation[],
  work: number,
): LinearBounds | undefined {
  // Each unknown fills a place in each row: of a large table, hundreds of megabytes before the first step.
  if (equations.length * (width + 1) > work) return undefined;
  const tableau: Tableau = {
    width,
    rows: equations.map((equation) => toRow(width, equation)),
    basis: equations.map(() => ARTIFICIAL),
    denominator: 1n,
    work,
  };
  const isFeasible = findSolution(tableau);
  if (isSpent(tableau)) return undefined;
  return {
    isFeasible,
    intervalOf(columns) {
      const low = extreme(tableau, columns, -1n);
      const high = extreme(tableau, columns, 1n);
      return isSpent(tableau) ? undefined : toInterval(low, high);
    },
  };
}

/** Equations solved for the unknowns that are not zero. The last entry of a row is its total. */
interface Tableau {
  readonly width: number;
  readonly rows: bigint[][];
  readonly basis: number[];
  denominator: bigint;
  work: number;
}

interface Fraction {
  readonly value: bigint;
  readonly denominator: bigint;
}

function toRow(width: number, { terms, total }: Equation): bigint[] {
  const row = new Array<bigint>(width + 1).fill(0n);
  const sign = total < 0n ? -1n : 1n;
  for (const { column, factor } of terms) row[column] = entry(row, column) + sign * factor;
  row[width] = sign * total;
  return row;
}

/** First phase: finds values that satisfy all equations, if there are any. */
function findSolution(tableau: Tableau): boolean {
  const { width, rows } = tableau;
  const gap = new Array<bigint>(width + 1).fill(0n);
  for (const row of rows) {
    row.forEach((value, column) => {
      gap[column] = entry(gap, column) + value;
    });
  }
  maximise(tableau, gap);
  if (gap[width] !== 0n) return false;
  for (let at = rows.length - 1; at >= 0; at--) {
    if (tableau.basis[at] === ARTIFICIAL) leaveBasis(tableau, at);
  }
  return true;
}

/** Solves an equation for an unknown, or removes it if it follows from the others. */
function leaveBasis(tableau: Tableau, at: number): void {
  const row = tableau.rows[at] ?? [];
  const column = row.findIndex((value, index) => index < tableau.width && value !== 0n);
  if (column < 0) {
    tableau.rows.splice(at, 1);
    tableau.basis.splice(at, 1);
    return;
  }
  // Its total is zero, so its signs may be reversed.
  if (entry(row, column) < 0n) {
    row.forEach((value, index) => {
      row[index] = -value;
    });
  }
  pivot(tableau, at, column, []);
}

/** Second phase: finds the greatest value of a sum or, with a negative sign, the least. */
function extreme(tableau: Tableau, columns: readonly number[], sign: bigint): Fraction | undefined {
  const { width, rows, basis } = tableau;
  const gain = new Array<bigint>(width + 1).fill(0n);
  const wanted = new Set(columns);
  for (const column of wanted) gain[column] = sign * tableau.denominator;
  rows.forEach((row, at) => {
    if (!wanted.has(basis[at] ?? ARTIFICIAL)) return;
    row.forEach((value, column) => {
      gain[column] = entry(gain, column) - sign * value;
    });
    tableau.work -= width;
  });
  if (!maximise(tableau, gain)) return undefined;
  return { value: -sign * entry(gain, width), denominator: tableau.denominator };
}

/** Increases unknowns as long as that helps. Returns false if one may grow without limit. */
function maximise(tableau: Tableau, gain: bigint[]): boolean {
  for (;;) {
    tableau.work -= tableau.width + tableau.rows.length;
    const column = gain.findIndex((value, index) => index < tableau.width && value > 0n);
    if (column < 0 || isSpent(tableau)) return true;
    const at = tightest(tableau, column);
    if (at === undefined) return false;
    pivot(tableau, at, column, gain);
  }
}

function tightest({ width, rows, basis }: Tableau, column: number): number | undefined {
  let found: number | undefined;
  rows.forEach((row, at) => {
    const value = entry(row, column);
    if (value <= 0n) return;
    const best = found === undefined ? undefined : rows[found];
    if (best === undefined || found === undefined) {
      found = at;
      return;
    }
    const order = entry(row, width) * entry(best, column) - entry(best, width) * value;
    if (order < 0n || (order === 0n && (basis[at] ?? 0) < (basis[found] ?? 0))) found = at;
  });
  return found;
}

/** Solves a row for another unknown. All divisions are exact. */
function pivot(tableau: Tableau, at: number, column: number, gain: bigint[]): void {
  const { rows, basis, denominator } = tableau;
  const given = rows[at] ?? [];
  const by = entry(given, column);
  const filled = given.flatMap((value, index) => (value === 0n ? [] : [index]));
  const clear = (row: bigint[]): void => {
    const factor = entry(row, column);
    if (by === denominator) {
      if (factor === 0n) return;
      tableau.work -= filled.length;
      for (const index of filled) {
        row[index] = entry(row, index) - (factor * entry(given, index)) / denominator;
      }
      return;
    }
    tableau.work -= row.length;
    row.forEach((value, index) => {
      row[index] = (value * by - factor * entry(given, index)) / denominator;
    });
  };
  rows.forEach((row, index) => {
    if (index !== at) clear(row);
  });
  if (gain.length > 0) clear(gain);
  basis[at] = column;
  tableau.denominator = by;
}

function toInterval(low: Fraction | undefined, high: Fraction | undefined): Interval {
  // A sum of unknowns that are not negative always has a least value.
  const from = low ?? { value: 0n, denominator: 1n };
  if (high === undefined) return { low: from.value, denominator: from.denominator };
  return {
    low: from.value * high.denominator,
    high: high.value * from.denominator,
    denominator: from.denominator * high.denominator,
  };
}

const isSpent = ({ work }: Tableau): boolean => work < 0;

const entry = (row: readonly bigint[], column: number): bigint => row[column] ?? 0n;

/** Stands for the unknown of an equation that is not solved yet. */
const ARTIFICIAL = -1;
