/** A language that the console speaks. BCP 47. */
export type Locale = keyof typeof LOCALES;

/**
 * The languages, each by its own name. `dates` is the form in which days are said and typed (BCP 47): day before month in
 * all of them, so that 03/04 in a day of erasure is never taken for March. `comma` stands between values of one field, `colon`
 * after a name.
 */
export const LOCALES = {
  en: { name: "English", dir: "ltr", dates: "en-GB", comma: ", ", colon: ": " },
  fr: { name: "Français", dir: "ltr", dates: "fr", comma: ", ", colon: "\u00a0: " },
  es: { name: "Español", dir: "ltr", dates: "es", comma: ", ", colon: ": " },
  ar: { name: "العربية", dir: "rtl", dates: "ar", comma: "، ", colon: ": " },
} as const satisfies Readonly<
  Record<
    string,
    Record<"name" | "dates" | "comma" | "colon", string> & { readonly dir: "ltr" | "rtl" }
  >
>;

/** The first of some wishes that the console speaks; else English. @param wishes - BCP 47 tags. */
export function chooseLocale(wishes: readonly string[]): Locale {
  const languages = wishes.map((wish) => wish.split("-")[0] ?? "");
  return languages.find((language): language is Locale => Object.hasOwn(LOCALES, language)) ?? "en";
}
