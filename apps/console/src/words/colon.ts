import { LOCALES } from "./locales.ts";
import { useLocale } from "./words.tsx";

/** What stands between a name and what it is the name of. French has a space before it, at which no line breaks. */
export function useColon(): string {
  return LOCALES[useLocale().locale].colon;
}
