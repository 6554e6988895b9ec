import { useMemo } from "react";
import { useLocale } from "./words.tsx";

/** Says a period, such as `P1Y6M`, in words: "1 year, 6 months". What is no period is said as it is. */
export type SayPeriod = (period: string) => string;

export function usePeriods(): SayPeriod {
  const { locale } = useLocale();
  return useMemo(() => createPeriods(locale), [locale]);
}

/**
 * @param locale - BCP 47.
 * @see ISO 8601-1, 5.5.2.2: periods by designators
 */
export function createPeriods(locale: string): SayPeriod {
  const list = new Intl.ListFormat(locale, { type: "unit", style: "short" });
  return (period) => {
    const found = PERIOD.exec(period);
    if (found === null) return period;
    const parts = UNITS.flatMap((unit, place) => {
      const digits = found[place + 1];
      if (digits === undefined) return [];
      const style = { style: "unit", unit, unitDisplay: "long" } as const;
      return [new Intl.NumberFormat(locale, style).format(Number(digits))];
    });
    return parts.length === 0 ? period : list.format(parts);
  };
}

const PERIOD =
  /^P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/;
const UNITS = ["year", "month", "week", "day", "hour", "minute", "second"] as const;
