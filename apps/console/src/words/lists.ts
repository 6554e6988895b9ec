import { useMemo } from "react";
import { useLocale } from "./words.tsx";

/** Says several things as a list, with what the language of the page has between them: "a, b, c". */
export function useList(): (items: readonly string[]) => string {
  const { locale } = useLocale();
  return useMemo(() => {
    const format = new Intl.ListFormat(locale, { type: "unit", style: "short" });
    return (items) => format.format(items);
  }, [locale]);
}
