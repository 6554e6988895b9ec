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
  const date = new Date(`${day}T00:00:00Z`);
  const dayOfMonth = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + count("Y") * 12 + count("M"));
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(dayOfMonth, last) + count("D"));
  return date.toISOString().slice(0, 10);
}

const PARTS = { Y: /(\d+)Y/, M: /(\d+)M/, D: /(\d+)D/ };
