import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Equation, type Interval, solveEquations } from "./linear-bounds.ts";

describe("linear bounds", () => {
  it("are those that trying every table gives, for tables of two dimensions", () => {
    fc.assert(
      fc.property(anyTable, anyMask, (table, mask) => {
        const equations = marginsOf(table, mask);
        const bounds = solveEquations(CELLS, equations, WORK);
        const solutions = tablesWith(equations);
        expect(bounds?.isFeasible).toBe(true);
        for (let cell = 0; cell < CELLS; cell++) {
          const values = solutions.map((solution) => solution[cell] ?? 0);
          expect(plain(bounds?.intervalOf([cell]))).toEqual({
            low: Math.min(...values),
            high: Math.max(...values),
          });
        }
      }),
    );
  });

  it("are those of every sum of cells too", () => {
    fc.assert(
      fc.property(anyTable, fc.subarray([...Array(CELLS).keys()]), (table, cells) => {
        const equations = marginsOf(table, ALL_MARGINS);
        const sums = tablesWith(equations).map((solution) =>
          cells.reduce((sum, cell) => sum + (solution[cell] ?? 0), 0),
        );
        expect(plain(solveEquations(CELLS, equations, WORK)?.intervalOf(cells))).toEqual({
          low: Math.min(...sums),
          high: Math.max(...sums),
        });
      }),
    );
  });

  it("do not depend on what was asked before", () => {
    fc.assert(
      fc.property(anyTable, fc.shuffledSubarray([...Array(CELLS).keys()]), (table, order) => {
        const equations = marginsOf(table, ALL_MARGINS);
        const bounds = solveEquations(CELLS, equations, WORK);
        for (const cell of order) {
          const alone = solveEquations(CELLS, equations, WORK);
          expect(plain(bounds?.intervalOf([cell]))).toEqual(plain(alone?.intervalOf([cell])));
        }
      }),
    );
  });

  it("are fractions where the equations give fractions", () => {
    const half = [
      { terms: terms([0, 1], [1, 1]), total: 1n },
      { terms: terms([1, 1], [2, 1]), total: 1n },
      { terms: terms([0, 1], [2, 1]), total: 1n },
    ];
    const interval = solveEquations(3, half, WORK)?.intervalOf([0]);
    expect(Number(interval?.low) / Number(interval?.denominator)).toBe(0.5);
    expect(interval?.high).toBe(interval?.low);
  });

  it("have no upper end for what no equation names", () => {
    const bounds = solveEquations(2, [{ terms: terms([0, 1]), total: 4n }], WORK);
    expect(bounds?.intervalOf([1])).toEqual({ low: 0n, denominator: 1n });
    expect(bounds?.intervalOf([0, 1])?.high).toBeUndefined();
  });

  it("do not exist for equations that contradict each other", () => {
    const against = [
      { terms: terms([0, 1], [1, 1]), total: 4n },
      { terms: terms([0, 1], [1, 1]), total: 5n },
    ];
    expect(solveEquations(2, against, WORK)?.isFeasible).toBe(false);
    expect(solveEquations(1, [{ terms: terms([0, 1]), total: -1n }], WORK)?.isFeasible).toBe(false);
    expect(solveEquations(0, [{ terms: [], total: 1n }], WORK)?.isFeasible).toBe(false);
  });

  it("end where the work does", () => {
    const table = Array.from({ length: CELLS }, (_, cell) => cell);
    const equations = marginsOf(table, ALL_MARGINS);
    expect(solveEquations(CELLS, equations, 1)).toBeUndefined();
    const answers = Array.from({ length: 200 }, (_, work) =>
      solveEquations(CELLS, equations, work)?.intervalOf([0]),
    );
    const known = solveEquations(CELLS, equations, WORK)?.intervalOf([0]);
    for (const answer of answers)
      if (answer !== undefined) expect(plain(answer)).toEqual(plain(known));
    expect(answers).toContain(undefined);
  });

  it("are not sought where the equations alone fill more than the work", () => {
    let read = 0;
    const equation: Equation = {
      get terms() {
        read++;
        return terms([0, 1]);
      },
      total: 1n,
    };
    const equations = Array.from({ length: 2_000 }, () => equation);
    expect(solveEquations(3_000, equations, WORK)).toBeUndefined();
    expect(read).toBe(0);
  });
});

/** Every table of whole numbers with these sums. */
function tablesWith(equations: readonly Equation[]): number[][] {
  const found: number[][] = [];
  const cells: number[] = [];
  const walk = (): void => {
    const isOver = equations.some(({ terms, total }) => sumOf(terms, cells) > Number(total));
    if (isOver) return;
    if (cells.length === CELLS) {
      if (equations.every(({ terms, total }) => sumOf(terms, cells) === Number(total))) {
        found.push([...cells]);
      }
      return;
    }
    for (let value = 0; value <= MAX * CELLS; value++) {
      cells.push(value);
      walk();
      cells.pop();
      if (equations.some((one) => exceeds(one, [...cells, value]))) break;
    }
  };
  walk();
  return found;
}

const exceeds = ({ terms, total }: Equation, cells: readonly number[]): boolean =>
  sumOf(terms, cells) > Number(total);

const sumOf = (terms: Equation["terms"], cells: readonly number[]): number =>
  terms.reduce((sum, { column }) => sum + (cells[column] ?? 0), 0);

/** The sums of rows and columns that a mask shows; every cell is in one that is shown. */
function marginsOf(table: readonly number[], mask: readonly boolean[]): Equation[] {
  const lines = [
    ...Array.from({ length: ROWS }, (_, row) =>
      Array.from({ length: COLUMNS }, (_, column) => row * COLUMNS + column),
    ),
    ...Array.from({ length: COLUMNS }, (_, column) =>
      Array.from({ length: ROWS }, (_, row) => row * COLUMNS + column),
    ),
  ];
  return lines
    .filter((_, line) => line < ROWS || mask[line - ROWS] === true)
    .map((line) => ({
      terms: line.map((column) => ({ column, factor: 1n })),
      total: BigInt(line.reduce((sum, cell) => sum + (table[cell] ?? 0), 0)),
    }));
}

function plain(interval: Interval | undefined) {
  if (interval === undefined) return undefined;
  const { low, high, denominator } = interval;
  return { low: Number(low) / Number(denominator), high: Number(high) / Number(denominator) };
}

const terms = (...pairs: readonly (readonly [number, number])[]): Equation["terms"] =>
  pairs.map(([column, factor]) => ({ column, factor: BigInt(factor) }));

const ROWS = 2;
const COLUMNS = 3;
const CELLS = ROWS * COLUMNS;
const MAX = 3;
const WORK = 1_000_000;
const ALL_MARGINS = [true, true, true];
const anyTable = fc.array(fc.nat({ max: MAX }), { minLength: CELLS, maxLength: CELLS });
const anyMask = fc.array(fc.boolean(), { minLength: COLUMNS, maxLength: COLUMNS });
