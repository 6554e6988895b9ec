import type { Sayable } from "@safepassage/policy";
import type { Translation, Wording } from "@safepassage/rules";
import { useEffect, useState } from "react";
import type { Locale } from "./locales.ts";
import { loadBeside, useLocale } from "./words.tsx";

/** Says in the language of the page what rules and the policy say in English. */
export interface PageWording {
  /** Whether somebody who knows the law in this language has read its sentences. */
  readonly isReviewed: boolean;
  /** What a rule says. `undefined` where the language lacks a sentence, as for rules of an agency's own. */
  finding(finding: FindingCodes): SaidFinding | undefined;
  /** Why the policy withholds something, or makes it less precise. */
  reason(reason: Sayable): string;
}

/** What it takes to word a finding. */
export interface FindingCodes {
  readonly code: string;
  readonly rule: string;
  readonly field?: string | undefined;
  readonly groupKind?: string | undefined;
  /** Purpose of the message. Left out: the sentence says "this purpose". */
  readonly purpose?: string | undefined;
}

/** A finding in words. */
export interface SaidFinding {
  /** What is wrong. */
  readonly sentence: string;
  /** What to do. */
  readonly fix: string;
}

/**
 * The wording of the page's language.
 *
 * @returns `undefined` in English, for which nothing is loaded: the sentences of the rules are English. Elsewhere `undefined`
 *   until the files have come. Whoever shows a sentence shows the English one meanwhile, so that nothing typed is covered.
 */
export function useWording(): PageWording | undefined {
  const { locale } = useLocale();
  const [, setArrived] = useState<Locale>();
  const known = loaded.get(locale);
  useEffect(() => {
    if (known !== undefined) return;
    let isAwaited = true;
    const arrive = (): void => {
      if (isAwaited) setArrived(locale);
    };
    // Where the files do not come, the English sentences stay.
    loadWording(locale).then(arrive, () => undefined);
    return () => {
      isAwaited = false;
    };
  }, [locale, known]);
  return known;
}

/** The sentences of a language, as their files have them. */
export interface SentenceFiles {
  readonly labels: Partial<Translation>;
  readonly reasons: Partial<Translation> & Reviewed;
  readonly rules: Translation & Reviewed;
}

interface Reviewed {
  /** Who has read the file. `null`: nobody yet. */
  readonly reviewedBy: string | null;
}

/** Puts the files of a language to use. @param create - `createWording` of the rules. */
export function createPageWording(
  { labels, reasons, rules }: SentenceFiles,
  create: (translation: Translation) => Wording,
): PageWording {
  const wording = create({ ...labels, ...reasons, ...rules });
  return {
    isReviewed: reasons.reviewedBy !== null && rules.reviewedBy !== null,
    finding({ code, rule, field, groupKind: kind, purpose }) {
      if (!wording.has(code) || !wording.hasFix(code, rule)) return undefined;
      const place = { field, kind, purpose };
      return { sentence: wording.sentence(code, place), fix: wording.fix(code, rule, place) };
    },
    reason: (reason) => wording.reason(reason),
  };
}

/**
 * Loads the wording of a language, once.
 *
 * @throws TypeError if a file does not come; the next call asks for it again.
 */
export async function loadWording(locale: Locale): Promise<void> {
  if (locale === "en" || loaded.has(locale)) return;
  const [files, { createWording }] = await Promise.all([
    FILES[locale](),
    import("./create-wording.ts"),
  ]);
  loaded.set(locale, createPageWording(files, createWording));
}

type Translated = Exclude<Locale, "en">;

const FILES: Readonly<Record<Translated, () => Promise<SentenceFiles>>> = {
  fr: async () =>
    filesOf(
      await Promise.all([
        import("@safepassage/words/fr/labels.json"),
        import("@safepassage/words/fr/reasons.json"),
        import("@safepassage/words/fr/rules.json"),
      ]),
    ),
  es: async () =>
    filesOf(
      await Promise.all([
        import("@safepassage/words/es/labels.json"),
        import("@safepassage/words/es/reasons.json"),
        import("@safepassage/words/es/rules.json"),
      ]),
    ),
  ar: async () =>
    filesOf(
      await Promise.all([
        import("@safepassage/words/ar/labels.json"),
        import("@safepassage/words/ar/reasons.json"),
        import("@safepassage/words/ar/rules.json"),
      ]),
    ),
};

function filesOf([labels, reasons, rules]: readonly [
  Module<SentenceFiles["labels"]>,
  Module<SentenceFiles["reasons"]>,
  Module<SentenceFiles["rules"]>,
]): SentenceFiles {
  return { labels: labels.default, reasons: reasons.default, rules: rules.default };
}

interface Module<T> {
  readonly default: T;
}

const loaded = new Map<Locale, PageWording>();

loadBeside(loadWording);
