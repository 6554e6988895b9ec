import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Locale } from "../../words/locales.ts";
import { useLocale, useWords } from "../../words/words.tsx";

/** What the sender of a package has to do, by the rules that rejected it. @param rules - Their ids, `R36`. */
export function RuleFixes({ rules }: { readonly rules: readonly string[] }): ReactNode {
  const say = useWords("oversight");
  const { locale } = useLocale();
  const { data } = useQuery({
    queryKey: ["ruleFixes", locale],
    queryFn: () => FIXES[locale](),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div>
      <p>{say("rulesSay")}</p>
      <ul className="plain">
        {rules.map((rule) => (
          <li key={rule}>
            <bdi dir="ltr">{rule}</bdi> {plain(data?.[rule])}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A sentence about a certain message is no use without that message. */
const plain = (text: string | undefined): string =>
  text === undefined || text.includes("{$") ? "" : text;

type Fixes = Readonly<Record<string, string>>;

/** Of the catalogue, or its translations. */
const FIXES: Readonly<Record<Locale, () => Promise<Fixes>>> = {
  en: async () => (await import("./rule-fixes-en.ts")).FIXES_ENGLISH,
  fr: async () => (await import("@safepassage/words/fr/rules.json")).default.fixes,
  es: async () => (await import("@safepassage/words/es/rules.json")).default.fixes,
  ar: async () => (await import("@safepassage/words/ar/rules.json")).default.fixes,
};
