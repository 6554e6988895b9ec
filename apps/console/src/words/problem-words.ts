import { useQuery } from "@tanstack/react-query";
import type { Locale } from "./locales.ts";
import { useLocale } from "./words.tsx";

/** What is wrong, and what to do, in the language of the page. */
export interface ProblemText {
  /** One sentence without a full stop. */
  readonly title: string;
  readonly hint: string;
}

/** A problem in the language of the page. */
export interface SaidProblem extends ProblemText {
  /** Whether it advises on law, and nobody who knows the law in this language has read it: the English stands beside it then. */
  readonly isUnreviewed: boolean;
}

/** What is wrong with one place, and what to do, in the language of the page. */
export interface IssueText {
  readonly text: string;
  readonly fix?: string;
}

/**
 * Says a problem of the gateway in the language of the page.
 *
 * @param code - Code of the problem. Left out, nothing is loaded.
 * @returns `undefined` in English, which the gateway speaks itself; where the language lacks the code, as of a gateway of
 *   another version; and until the file has come. Whoever shows it shows the English sentences meanwhile.
 */
export function useProblemText(code: string | undefined): SaidProblem | undefined {
  const { data } = useFile("problems", code !== undefined);
  const text = own(data?.problems, code);
  if (code === undefined || text === undefined) return undefined;
  return { ...text, isUnreviewed: data?.reviewedBy === null && advisesOnLaw(code) };
}

/**
 * Whether a problem advises on what the law allows: consent, authorisations, retention, and what an agreement covers. All others
 * say how to work with the program.
 */
const advisesOnLaw = (code: string): boolean => OF_LAW.some((kind) => code.startsWith(kind));

const OF_LAW = [
  ...["AUTHORISATION_", "CONSENT_", "MESSAGE_AGREEMENT_"],
  ...["GATEWAY_REVIEW_", "GATEWAY_WITHDRAWAL_"],
];

/**
 * Says what is wrong with the places that a problem names, by their codes, as {@link useProblemText} says the problem.
 *
 * @param areThere - Whether the problem names any. If not, nothing is loaded.
 */
export function useIssueTexts(
  areThere: boolean,
): (code: string | undefined) => IssueText | undefined {
  const { data } = useFile("issues", areThere);
  return (code) => own(data, code === undefined ? undefined : `R53_${code}`);
}

function useFile<Name extends keyof Files>(name: Name, isNeeded: boolean) {
  const { locale } = useLocale();
  return useQuery<Files[Name]>({
    queryKey: ["words", name, locale],
    queryFn: () => (FILES[locale as Translated] as Loads)[name](),
    enabled: isNeeded && locale !== "en",
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A code comes from outside: `constructor` has no text. */
const own = <T>(texts: Readonly<Record<string, T>> | undefined, code = ""): T | undefined =>
  texts !== undefined && Object.hasOwn(texts, code) ? texts[code] : undefined;

interface Files {
  readonly problems: {
    /** Who has read the file. `null`: nobody yet. */
    readonly reviewedBy: string | null;
    readonly problems: Readonly<Record<string, ProblemText>>;
  };
  /** Sentences of rules. Those about malformed values say what is wrong with a place. */
  readonly issues: Readonly<Record<string, IssueText>>;
}

type Loads = { readonly [Name in keyof Files]: () => Promise<Files[Name]> };

type Translated = Exclude<Locale, "en">;

const FILES: Readonly<Record<Translated, Loads>> = {
  fr: {
    problems: async () => (await import("@safepassage/words/fr/problems.json")).default,
    issues: async () => (await import("@safepassage/words/fr/rules.json")).default.codes,
  },
  es: {
    problems: async () => (await import("@safepassage/words/es/problems.json")).default,
    issues: async () => (await import("@safepassage/words/es/rules.json")).default.codes,
  },
  ar: {
    problems: async () => (await import("@safepassage/words/ar/problems.json")).default,
    issues: async () => (await import("@safepassage/words/ar/rules.json")).default.codes,
  },
};
