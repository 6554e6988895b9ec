import { useLocale } from "./words.tsx";

/** Says times in the language of the page and in the time zone of the machine, which it names. */
export interface Times {
  /** A time with its zone: "24 Nov 2026, 10:02 CET". @param instant - ISO 8601. */
  instant(instant: string): string;
  /** A day. @param day - `YYYY-MM-DD`. */
  day(day: string): string;
  /** A day or a month of a value. What is written in another form, such as a year or a time about a day, stays as it is. */
  date(text: string): string;
  /** A span in its two largest units: "2 days 3 hr". @param seconds - Not negative. */
  span(seconds: number): string;
  /** How far away a time is: "in 3 hours", "2 days ago". @param seconds - Negative for the past. */
  away(seconds: number): string;
}

export function useTimes(): Times {
  const { locale, dates } = useLocale();
  // Made once for all values of a page: what makes them takes a tenth of the time to draw it.
  let times = made.get(locale);
  if (times === undefined) {
    times = createTimes(locale, dates);
    made.set(locale, times);
  }
  return times;
}

const made = new Map<string, Times>();

/** Both are BCP 47: the language, and the form of its days and times. */
export function createTimes(locale: string, dates: string): Times {
  const instants = new Intl.DateTimeFormat(dates, {
    ...{ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
    ...{ hourCycle: "h23", timeZoneName: "short" },
  });
  const days = new Intl.DateTimeFormat(dates, {
    ...{ day: "numeric", month: "short", year: "numeric", timeZone: "UTC" },
  });
  const months = new Intl.DateTimeFormat(dates, {
    ...{ month: "short", year: "numeric", timeZone: "UTC" },
  });
  const aways = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const unit = (value: number, name: string): string =>
    new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "short" }).format(
      value,
    );
  const parts = new Intl.ListFormat(locale, { type: "unit", style: "narrow" });
  return {
    instant: (instant) => instants.format(new Date(instant)),
    day: (day) => days.format(new Date(`${day}T00:00:00Z`)),
    date(text) {
      const time = new Date(text);
      // Of a day that no month has, another one would be said.
      const isReal = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
      if (isReal && DAY.test(text)) return days.format(time);
      return isReal && MONTH.test(text) ? months.format(time) : text;
    },
    span(seconds) {
      let rest = Math.max(0, Math.floor(seconds));
      const found: string[] = [];
      for (const [name, size] of UNITS) {
        const count = Math.floor(rest / size);
        rest -= count * size;
        if (count > 0 || (name === "second" && found.length === 0)) found.push(unit(count, name));
        else if (found.length > 0) break;
        if (found.length === 2) break;
      }
      return parts.format(found);
    },
    away(seconds) {
      const size = Math.abs(seconds);
      const [name, unitSize] = UNITS.find(([, one]) => size >= one) ?? ["second", 1];
      return aways.format(Math.trunc(seconds / unitSize), name);
    },
  };
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const MONTH = /^\d{4}-\d\d$/;
const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;
