import type { Locale } from "./locales.ts";
import { useLocale } from "./words.tsx";

/** Says several things as a list, with what the language of the page has between them: "a, b, c". */
export function useList(): (items: readonly string[]) => string {
  const { locale } = useLocale();
  // Made once for all rows of a table.
  let say = made.get(locale);
  if (say === undefined) {
    const format = new Intl.ListFormat(locale, { type: "unit", style: "short" });
    say = (items) => format.format(items);
    made.set(locale, say);
  }
  return say;
}

const made = new Map<Locale, (items: readonly string[]) => string>();
