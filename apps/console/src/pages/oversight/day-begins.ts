/**
 * The instant at which a day begins in the time zone of the machine, in which pages say times.
 *
 * @param day - `YYYY-MM-DD`.
 * @param later - How many days later.
 */
export function dayBegins(day: string, later = 0): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const begin = new Date(year, month - 1, date + later);
  // A year before 100 would be read as one of the last century.
  begin.setFullYear(year, month - 1, date + later);
  return `${begin.toISOString().slice(0, SECONDS)}Z`;
}

const SECONDS = "2026-11-24T09:02:00".length;
