import { useEffect, useState } from "react";
import { loadWording } from "../../words/wording.ts";
import { useLocale } from "../../words/words.tsx";

/**
 * Loads what the page would otherwise fetch while somebody checks something: sentences of the language, and letters of all
 * scripts. Which letters are fetched would tell of a name in what script it is.
 *
 * @returns whether all of it is there.
 */
export function useWhole(): boolean {
  const { locale } = useLocale();
  const [whole, setWhole] = useState<string>();
  useEffect(() => {
    let isAwaited = true;
    const fonts = [...document.fonts].map((font) => font.load());
    Promise.all([loadWording(locale), ...fonts]).then(
      () => {
        if (isAwaited) setWhole(locale);
      },
      // The page says that it is not whole.
      () => undefined,
    );
    return () => {
      isAwaited = false;
    };
  }, [locale]);
  return whole === locale;
}
