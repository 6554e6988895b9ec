import type caseWords from "./en/case.json";
import type common from "./en/common.json";
import type compose from "./en/compose.json";
import type lists from "./en/lists.json";
import type shell from "./en/shell.json";
import type tour from "./en/tour.json";
import type { Locale } from "./locales.ts";

/**
 * Words of the console by area, as the English files have them. An area is loaded with the page that needs it.
 *
 * @see https://www.unicode.org/reports/tr35/tr35-messageFormat.html
 */
export interface Catalogues {
  readonly case: typeof caseWords;
  readonly common: typeof common;
  readonly compose: typeof compose;
  readonly lists: typeof lists;
  readonly shell: typeof shell;
  readonly tour: typeof tour;
}

export type Area = keyof Catalogues;

/** MessageFormat 2 texts by name. */
export type Catalogue = Readonly<Record<string, string>>;

/** Loads the words of an area. What a language lacks is English. */
export async function loadCatalogue(area: Area, locale: Locale): Promise<Catalogue> {
  const [english, own] = await Promise.all([fetchFile(area, "en"), fetchFile(area, locale)]);
  return { ...english, ...own };
}

async function fetchFile(area: Area, locale: Locale): Promise<Catalogue | undefined> {
  return FILES[`./${locale}/${area}.json`]?.();
}

const FILES = import.meta.glob<Catalogue>("./*/*.json", { import: "default" });
