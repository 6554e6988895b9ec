import { MessageFormat } from "messageformat";
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { read, write } from "../app/kept.ts";
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
  // Always by `use`: React renders a part that waited again, and fails where it then asks for something else.
  const catalogue = use(load(area, locale));
  return useMemo(() => createSay(catalogue, locale), [catalogue, locale]);
}

/** The language of the page. */
export function useLocale(): LocaleState {
  return use(LocaleContext);
}

interface LocaleState {
  readonly locale: Locale;
  readonly dir: "ltr" | "rtl";
  readonly setLocale: (locale: Locale) => void;
}

/** Gives the page its language: the one that was chosen here before, or the first that the browser asks for. */
export function LocaleProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [locale, setLocale] = useState<Locale>(() =>
    chooseLocale([read("locale") ?? "", ...navigator.languages]),
  );
  const { dir } = LOCALES[locale];
  useEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.dir = dir;
  }, [locale, dir]);
  const state = useMemo<LocaleState>(
    () => ({
      ...{ locale, dir },
      setLocale(next) {
        write("locale", next);
        setLocale(next);
      },
    }),
    [locale, dir],
  );
  return (
    <I18nProvider locale={locale}>
      <LocaleContext value={state}>{children}</LocaleContext>
    </I18nProvider>
  );
}

/** Says texts of a catalogue. A name that it lacks is said as it is: a page with a gap is better than none. */
export function createSay<A extends Area>(catalogue: Catalogue, locale: Locale): Say<A> {
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

function load(area: Area, locale: Locale): Promise<Catalogue> {
  const key = `${locale}/${area}`;
  let loading = underWay.get(key);
  if (loading === undefined) {
    loading = loadCatalogue(area, locale);
    // A file that did not come is asked for again.
    loading.catch(() => underWay.delete(key));
    underWay.set(key, loading);
  }
  return loading;
}

const underWay = new Map<string, Promise<Catalogue>>();

const LocaleContext = createContext<LocaleState>({ locale: "en", dir: "ltr", setLocale() {} });
