/**
 * Adds years, months and days to a day (`YYYY-MM-DD`).
 *
 * A month that has no such day ends the period on its last day.
 *
 * @param period - ISO 8601 without a time part, `P12M`.
 * @see Regulation (EEC, Euratom) No 1182/71, Article 3(2)(c)
 */
export function addPeriod(day: string, period: string): string {
  const count = (unit: "Y" | "M" | "D"): number => Number(PARTS[unit].exec(period)?.[1] ?? 0);
  const months =
    (Number(day.slice(0, 4)) + count("Y")) * 12 + Number(day.slice(5, 7)) - 1 + count("M");
  const year = Math.floor(months / 12);
  const month = months % 12;
  const date = new Date(0);
  // Day 0 of the next month: the last of this one.
  date.setUTCFullYear(year, month + 1, 0);
  const last = date.getUTCDate();
  date.setUTCFullYear(year, month, Math.min(Number(day.slice(8)), last) + count("D"));
  return date.toISOString().slice(0, 10);
}

const PARTS = { Y: /(\d+)Y/, M: /(\d+)M/, D: /(\d+)D/ };
