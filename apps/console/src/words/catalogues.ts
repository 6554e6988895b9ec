import type agreements from "./en/agreements.json";
import type approvals from "./en/approvals.json";
import type caseWords from "./en/case.json";
import type check from "./en/check.json";
import type common from "./en/common.json";
import type compose from "./en/compose.json";
import type danger from "./en/danger.json";
import type lists from "./en/lists.json";
import type message from "./en/message.json";
import type operations from "./en/operations.json";
import type oversight from "./en/oversight.json";
import type requests from "./en/requests.json";
import type search from "./en/search.json";
import type shell from "./en/shell.json";
import type tour from "./en/tour.json";
import type { Locale } from "./locales.ts";

/**
 * Words of the console by area, as the English files have them. An area is loaded with the page that needs it.
 *
 * @see https://www.unicode.org/reports/tr35/tr35-messageFormat.html
 */
export interface Catalogues {
  readonly agreements: typeof agreements;
  readonly approvals: typeof approvals;
  /** What legal bases are about, by the basis. */
  readonly bases: Catalogue;
  readonly case: typeof caseWords;
  readonly check: typeof check;
  readonly common: typeof common;
  readonly compose: typeof compose;
  readonly danger: typeof danger;
  readonly lists: typeof lists;
  readonly operations: typeof operations;
  readonly oversight: typeof oversight;
  readonly message: typeof message;
  readonly requests: typeof requests;
  readonly search: typeof search;
  readonly shell: typeof shell;
  readonly tour: typeof tour;
  /** By ids of the demo, which says it all in English. The English file holds what the translations were made from. */
  readonly "tour-scenes": Catalogue;
}

export type Area = keyof Catalogues;

/** MessageFormat 2 texts by name. */
export type Catalogue = Readonly<Record<string, string>>;

/** Loads the words of an area. The file of each language has all of them. */
export async function loadCatalogue(area: Area, locale: Locale): Promise<Catalogue> {
  const load = FILES[`./${locale}/${area}.json`];
  if (load === undefined) throw new TypeError(`there is no file of ${area} in ${locale}`);
  return load();
}

const FILES = import.meta.glob<Catalogue>("./*/*.json", { import: "default" });
