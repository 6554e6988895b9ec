import type { Locale } from "./locales.ts";
import { useLocale } from "./words.tsx";

/** Compares names as the language of the page orders them. */
export type Order = (one: string, other: string) => number;

/** The order of names in the language of the page, whatever that of the browser is. */
export function useOrder(): Order {
  const { locale } = useLocale();
  return orderIn(locale);
}

/** The order of names in a language. */
export function orderIn(locale: Locale): Order {
  // Made once: a list of countries is compared a thousand times.
  let order = made.get(locale);
  if (order === undefined) {
    order = new Intl.Collator(locale).compare;
    made.set(locale, order);
  }
  return order;
}

const made = new Map<Locale, Order>();
