import type { Area, Catalogue } from "./catalogues.ts";
import { useCatalogue, useLocale } from "./words.tsx";

/**
 * Translates what somebody else says in English, such as a scene of the demo.
 *
 * @param id - Names the sentence in the files of the area.
 * @param english - What was said. A translation is given only if it was made from just that: whoever says something of their own
 *   under the same id is shown in their own words.
 * @returns `undefined` in English, and for what has no translation.
 */
export type Translate = (id: string, english: string) => string | undefined;

/** Translations of an area whose English file holds what they were made from. Waits (Suspense) where it is not loaded yet. */
export function useTranslations(area: Area): Translate {
  const { locale } = useLocale();
  return createTranslate(useCatalogue(area, "en"), useCatalogue(area, locale));
}

/**
 * Translates from one file to another.
 *
 * @param source - What the translations were made from.
 * @param own - The texts of a language. What it lacks is left out, or English as in the source.
 */
export function createTranslate(source: Catalogue, own: Catalogue): Translate {
  return (id, english) => {
    if (!Object.hasOwn(source, id) || source[id] !== english) return undefined;
    return own[id] === english ? undefined : own[id];
  };
}
