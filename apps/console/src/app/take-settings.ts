import { LOCALES } from "../words/locales.ts";
import { read, write } from "./kept.ts";
import { isTheme } from "./theme.tsx";

/**
 * Takes over language and colours that a link brought along, such as one of the tour: another address, for which the browser
 * keeps its own. What they are is not left in the address.
 */
export function takeSettings(): void {
  const url = new URL(location.href);
  const { searchParams } = url;
  const [locale, theme] = [searchParams.get(LOCALE) ?? "", searchParams.get(THEME)];
  if (!searchParams.has(LOCALE) && theme === null) return;
  if (Object.hasOwn(LOCALES, locale)) write("locale", locale);
  if (isTheme(theme)) write("theme", theme);
  searchParams.delete(LOCALE);
  searchParams.delete(THEME);
  history.replaceState(history.state, "", url);
}

/** Has a link to a page of a console bring along what was chosen here. @param path - With its own query, if it has one. */
export function withSettings(path: string): string {
  const chosen = [
    [LOCALE, read("locale")],
    [THEME, read("theme")],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  if (chosen.length === 0) return path;
  return `${path}${path.includes("?") ? "&" : "?"}${chosen.join("&")}`;
}

const LOCALE = "locale";
const THEME = "theme";
