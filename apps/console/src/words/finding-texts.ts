import { useQuery } from "@tanstack/react-query";
import type { Locale } from "./locales.ts";
import { createTranslate } from "./translations.ts";
import { useLocale } from "./words.tsx";

/** What stands in the way of a gateway, and what to do about it. */
export interface FindingSaid {
  readonly sentence: string;
  readonly fix: string;
}

/**
 * Says what a gateway finds of itself in the language of the page.
 *
 * @returns What says a finding by its code. It gives `undefined` in English, which the gateway speaks itself; where the language lacks
 *   the code, or has translated another sentence of it; and until the files have come. Whoever shows it shows the English sentences
 *   meanwhile.
 */
export function useFindingTexts(): (
  finding: FindingSaid & { readonly code: string },
) => FindingSaid | undefined {
  const { locale } = useLocale();
  const { data } = useQuery({
    queryKey: ["words", "findings", locale],
    queryFn: () => load(locale as Translated),
    enabled: locale !== "en",
    staleTime: Number.POSITIVE_INFINITY,
  });
  return ({ code, sentence, fix }) => {
    const own = data?.(`${code}.sentence`, sentence);
    const ownFix = data?.(`${code}.fix`, fix);
    return own === undefined || ownFix === undefined ? undefined : { sentence: own, fix: ownFix };
  };
}

async function load(locale: Translated) {
  const [english, own] = await Promise.all([
    import("@safepassage/words/en/findings.json"),
    FILES[locale](),
  ]);
  return createTranslate(flat(english.default.findings), flat(own.default.findings));
}

const flat = (findings: Readonly<Record<string, FindingSaid>>) =>
  Object.fromEntries(
    Object.entries(findings).flatMap(([code, { sentence, fix }]) => [
      [`${code}.sentence`, sentence],
      [`${code}.fix`, fix],
    ]),
  );

interface FindingFile {
  readonly default: { readonly findings: Readonly<Record<string, FindingSaid>> };
}

type Translated = Exclude<Locale, "en">;

const FILES: Readonly<Record<Translated, () => Promise<FindingFile>>> = {
  fr: () => import("@safepassage/words/fr/findings.json"),
  es: () => import("@safepassage/words/es/findings.json"),
  ar: () => import("@safepassage/words/ar/findings.json"),
};
