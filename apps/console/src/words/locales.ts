/** A language that the console speaks. BCP 47. */
export type Locale = keyof typeof LOCALES;

/** The languages, each by its own name. */
export const LOCALES = {
  en: { name: "English", dir: "ltr" },
  fr: { name: "Français", dir: "ltr" },
  es: { name: "Español", dir: "ltr" },
  ar: { name: "العربية", dir: "rtl" },
} as const satisfies Readonly<
  Record<string, { readonly name: string; readonly dir: "ltr" | "rtl" }>
>;

/** The first of some wishes that the console speaks; else English. @param wishes - BCP 47 tags. */
export function chooseLocale(wishes: readonly string[]): Locale {
  const languages = wishes.map((wish) => wish.split("-")[0] ?? "");
  return languages.find((language): language is Locale => Object.hasOwn(LOCALES, language)) ?? "en";
}
