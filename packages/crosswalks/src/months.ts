/** A range of months, counted from the year 0 so that they can be compared and subtracted. */
export interface MonthRange {
  readonly first: number;
  readonly last: number;
}

/** Lists the months that a date (`2026`, `2026-33`, `2026-03`, `2026-03-17`) may be in. */
export function monthsOf(edtf: string): MonthRange {
  const year = Number(edtf.slice(0, 4)) * 12;
  if (edtf.length === 4) return { first: year, last: year + 11 };
  const part = Number(edtf.slice(5, 7));
  // 33 to 36 are the quarters of EDTF level 2.
  if (part >= 33) return { first: year + (part - 33) * 3, last: year + (part - 33) * 3 + 2 };
  return { first: year + part - 1, last: year + part - 1 };
}

/** Splits a period into start and end; `undefined` for a single date. */
export function intervalOf(period: string): { start: string; end: string } | undefined {
  const [start = "", end] = period.split("/");
  return end === undefined ? undefined : { start, end };
}

/**
 * Counts the completed months of an interval: the fewest and the most that its dates allow.
 *
 * Days count if both dates have them: 2025-03-17/2026-03-16 is 11 completed months.
 */
export function completedMonths(start: string, end: string): { fewest: number; most: number } {
  if (start.length === 10 && end.length === 10) {
    const whole = monthsOf(end).first - monthsOf(start).first;
    const months = end.slice(8) >= start.slice(8) ? whole : whole - 1;
    return { fewest: months, most: months };
  }
  const from = monthsOf(start);
  const to = monthsOf(end);
  // The shortest interval runs from the last day of the first month to the first day of the last.
  const fewest = Math.max(0, to.first - from.last - 1);
  return { fewest, most: to.last - from.first };
}
