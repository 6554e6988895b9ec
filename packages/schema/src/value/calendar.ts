/**
 * Adds a period of years, months, days and hours to a day (`YYYY-MM-DD`).
 *
 * If the resulting month is too short, the period ends on its last day. No period ends after 9999: a year of five digits has no
 * day in this form, and what is written for it sorts before all days.
 *
 * Hours count as whole days, rounded up: who has 36 hours is not late on the next day.
 *
 * @param period - ISO 8601, such as `P12M` or `PT72H`.
 * @throws RangeError if `day` has another form.
 * @see Regulation (EEC, Euratom) No 1182/71, Article 3(2)(c)
 */
export function addPeriod(day: string, period: string): string {
  const [, years = 0, ofYear = 0, ofMonth = 0, hours = 0] = PERIOD.exec(period) ?? [];
  const days = Number(ofMonth) + Math.ceil(Number(hours) / 24);
  const months =
    (Number(day.slice(0, 4)) + Number(years)) * 12 + Number(day.slice(5, 7)) - 1 + Number(ofYear);
  if (Number.isNaN(months)) throw new RangeError("no day");
  const year = Math.floor(months / 12);
  const month = months % 12;
  const date = new Date(0);
  // Day 0 of the next month is the last day of this one.
  date.setUTCFullYear(year, month + 1, 0);
  const last = date.getUTCDate();
  date.setUTCFullYear(year, month, Math.min(Number(day.slice(8)), last) + days);
  // A date that is too far away for the engine has no year.
  return date.getUTCFullYear() <= 9999 ? date.toISOString().slice(0, 10) : LAST_DAY;
}

const PERIOD = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(\d+)H)?$/;
const LAST_DAY = "9999-12-31";
