import { MessageFormat } from "messageformat";
import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { read, write } from "../app/kept.ts";
import { atOnce } from "./at-once.ts";
import { type Area, type Catalogue, type Catalogues, loadCatalogue } from "./catalogues.ts";
import { chooseLocale, LOCALES, type Locale } from "./locales.ts";

/** Says a text of an area, with its values put in. */
export type Say<A extends Area> = (
  name: keyof Catalogues[A] & string,
  values?: Readonly<Record<string, string | number>>,
) => string;

/** The words of an area in the language of the page. Waits (Suspense) where they are not loaded yet. */
export function useWords<A extends Area>(area: A): Say<A> {
  const { locale } = use(LocaleContext);
  return useWordsIn(area, locale);
}

/** The words of an area in a language, whatever the page speaks. Waits (Suspense) where they are not loaded yet. */
export function useWordsIn<A extends Area>(area: A, locale: Locale): Say<A> {
  const catalogue = useCatalogue(area, locale);
  return useMemo(() => createSay(catalogue, locale), [catalogue, locale]);
}

/** The texts of an area in a language, as its file has them. Waits (Suspense) where they are not loaded yet. */
export function useCatalogue(area: Area, locale: Locale): Catalogue {
  // Always with `use`, also where they are there: React fails at a component that waits only sometimes.
  return use(load(area, locale));
}

/** The language of the page. */
export function useLocale(): LocaleState {
  return use(LocaleContext);
}

interface LocaleState {
  readonly locale: Locale;
  readonly dir: "ltr" | "rtl";
  /** The form of days and times. BCP 47. */
  readonly dates: string;
  /** Loads the words that the page shows, then changes its language. */
  readonly setLocale: (locale: Locale) => void;
  /** Whether the words of the language that was chosen last did not come: the page stays as it is. */
  readonly isMissing: boolean;
}

/** Gives the page its language: the one that was chosen here before, or the first that the browser asks for. */
export function LocaleProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [locale, setLocale] = useState<Locale>(chosenLocale);
  const [isMissing, setMissing] = useState(false);
  // Its words may come after those of another language that was chosen later.
  const wished = useRef(locale);
  const { dir, dates } = LOCALES[locale];
  useEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.dir = dir;
  }, [locale, dir]);
  const state = useMemo<LocaleState>(
    () => ({
      ...{ locale, dir, dates, isMissing },
      setLocale(next) {
        wished.current = next;
        loadShown(next).then(
          () => {
            if (wished.current !== next) return;
            write("locale", next);
            setLocale(next);
            setMissing(false);
          },
          // Without a network, for one. What was typed must not go with the page.
          () => {
            if (wished.current === next) setMissing(true);
          },
        );
      },
    }),
    [locale, dir, dates, isMissing],
  );
  return (
    <I18nProvider locale={dates}>
      <LocaleContext value={state}>{children}</LocaleContext>
    </I18nProvider>
  );
}

/** The language that was chosen here last, or the first that the browser asks for. */
export const chosenLocale = (): Locale =>
  chooseLocale([read("locale") ?? "", ...navigator.languages]);

/** Loads the words of areas, before anything is drawn that says them: what has to wait while it is drawn waits longer. */
export async function preloadWords(areas: readonly Area[]): Promise<void> {
  await Promise.all(areas.map((area) => load(area, chosenLocale())));
}

/** Says texts of a catalogue. A name that it lacks is said as it is: a page with a gap is better than none. */
function createSay<A extends Area>(catalogue: Catalogue, locale: Locale): Say<A> {
  const formats = new Map<string, MessageFormat>();
  return (name, values) => {
    const text = catalogue[name] ?? name;
    if (!text.includes("{") && !text.includes("\\") && !text.startsWith(".")) return text;
    let format = formats.get(name);
    if (format === undefined) {
      // Isolated in languages from right to left only: elsewhere the marks would come along when a text is copied.
      const bidiIsolation = LOCALES[locale].dir === "rtl" ? "default" : "none";
      format = new MessageFormat(locale, text, { bidiIsolation });
      formats.set(name, format);
    }
    return format.format({ ...values });
  };
}

/**
 * Has something else loaded before the page changes its language, such as names.
 *
 * @param load - Once it has given a promise that holds, the page can be shown in that language.
 */
export function loadBeside(load: (locale: Locale) => Promise<unknown>): void {
  beside.push(load);
}

/** Loads for a language what the page has loaded for another. */
async function loadShown(locale: Locale): Promise<void> {
  const areas = new Set([...underWay.keys()].map((key) => key.split("/")[1] as Area));
  await Promise.all([
    ...[...areas].map((area) => load(area, locale)),
    ...beside.map((loadOther) => loadOther(locale)),
  ]);
}

function load(area: Area, locale: Locale): Promise<Catalogue> {
  const key = `${locale}/${area}`;
  let loading = underWay.get(key);
  if (loading === undefined) {
    loading = atOnce(loadCatalogue(area, locale));
    // A file that did not come is asked for again.
    loading.catch(() => underWay.delete(key));
    underWay.set(key, loading);
  }
  return loading;
}

const underWay = new Map<string, Promise<Catalogue>>();
const beside: ((locale: Locale) => Promise<unknown>)[] = [];

const LocaleContext = createContext<LocaleState>({
  ...{ locale: "en", dir: "ltr", dates: LOCALES.en.dates, isMissing: false },
  setLocale() {},
});
