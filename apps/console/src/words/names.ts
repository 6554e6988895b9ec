import { use } from "react";
import { atOnce } from "./at-once.ts";
import type { Locale } from "./locales.ts";
import { chosenLocale, loadBeside, useLocale } from "./words.tsx";

/** Names of what the catalogue has, in the language of the page. What has no name is said by its code, with spaces. */
export interface Names {
  /** The name of a field, such as `subject.sex`. */
  field(id: string): string;
  /** The name of a kind of group, such as `subject`. */
  kind(id: string): string;
  /** The name of a purpose, such as `ASSISTANCE_REFERRAL`. */
  purpose(id: string): string;
  /** The name of a member of a value, such as `marginYears`. */
  member(id: string): string;
  /** The name of a rung of a ladder of precision, such as `yearOfBirth`. */
  rung(id: string): string;
  /** Ids of all purposes. */
  readonly purposes: readonly string[];
  /** The name of a code of a list, such as `referral` of `message_type`. */
  code(list: string, code: string): string;
  /** What kind of message it is. A withdrawal of consent goes as a correction, and is called what it is. */
  message(of: MessageKind): string;
}

interface MessageKind {
  readonly messageType: string;
  readonly withdrawsConsent?: true | undefined;
}

/** The names. Waits (Suspense) where they are not loaded yet. */
export function useNames(): Names {
  const { locale } = useLocale();
  // Always with `use`, also where they are there: React fails at a component that waits only sometimes.
  return use(load(locale));
}

/** Loads the names, before anything is drawn that says them. */
export async function preloadNames(): Promise<void> {
  await load(chosenLocale());
}

/** What a language says of the catalogue. */
interface Known {
  readonly labels: LabelFile;
  readonly lists: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Of members of values and of rungs, which the console names itself. */
  readonly parts: Readonly<Record<string, string>>;
}

interface LabelFile {
  readonly fields: Readonly<Record<string, string>>;
  readonly kinds: Readonly<Record<string, string>>;
  readonly purposes: Readonly<Record<string, string>>;
}

interface CodeFile {
  readonly lists: Known["lists"];
}

function createNames({ labels, lists, parts }: Known, locale: Locale): Names {
  const { fields, kinds, purposes } = labels;
  const regions = new Intl.DisplayNames(locale, { type: "region" });
  const standards: Readonly<Record<string, Intl.DisplayNames>> = {
    "iso3166-1": regions,
    nationality: regions,
    "iso639-3": new Intl.DisplayNames(locale, { type: "language" }),
    iso4217: new Intl.DisplayNames(locale, { type: "currency" }),
    iso15924: new Intl.DisplayNames(locale, { type: "script" }),
  };
  const nameCode = (list: string, code: string): string => {
    const named = own(own(lists, list) ?? {}, code);
    if (named !== undefined) return named;
    const standard = standards[list];
    return standard === undefined ? inWords(code) : ofStandard(standard, code);
  };
  return {
    field: (id) => own(fields, id) ?? id,
    kind: (id) => own(kinds, id) ?? inWords(id),
    purpose: (id) => own(purposes, id) ?? inWords(id),
    member: (id) => own(parts, id) ?? inWords(id),
    rung: (id) => own(parts, `rung.${id}`) ?? inWords(id),
    purposes: Object.keys(purposes),
    code: nameCode,
    message: ({ messageType, withdrawsConsent }) =>
      nameCode("message_type", withdrawsConsent ? "consentWithdrawal" : messageType),
  };
}

/** An id comes from outside: `constructor` has no name. */
const own = <T>(names: Readonly<Record<string, T>>, id: string): T | undefined =>
  Object.hasOwn(names, id) ? names[id] : undefined;

/** Codes that a standard keeps for tests are known to no system. Some systems call XA and XB after their own tests. */
function ofStandard(names: Intl.DisplayNames, code: string): string {
  if (/^X[A-E]$/.test(code)) return code;
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

/** `intermediaryOnly` as "Intermediary only". */
function inWords(code: string): string {
  const words = code
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function load(locale: Locale): Promise<Names> {
  let loading = underWay.get(locale);
  if (loading === undefined) {
    loading = atOnce(fetchNames(locale).then((known) => createNames(known, locale)));
    loading.catch(() => underWay.delete(locale));
    underWay.set(locale, loading);
  }
  return loading;
}

async function fetchNames(locale: Locale): Promise<Known> {
  const [labels, { lists }, parts] = await Promise.all([
    LABELS[locale](),
    CODES[locale](),
    PARTS[`./${locale}/parts.json`]?.() ?? {},
  ]);
  return { labels, lists, parts };
}

type Load<T> = () => Promise<T>;

/** Shared with the rules. The English labels stand beside them. */
const LABELS: Readonly<Record<Locale, Load<LabelFile>>> = {
  en: async () => (await import("./labels-en.ts")).LABELS_ENGLISH,
  fr: async () => (await import("@safepassage/words/fr/labels.json")).default,
  es: async () => (await import("@safepassage/words/es/labels.json")).default,
  ar: async () => (await import("@safepassage/words/ar/labels.json")).default,
};
const CODES: Readonly<Record<Locale, Load<CodeFile>>> = {
  en: async () => (await import("@safepassage/words/en/codes.json")).default,
  fr: async () => (await import("@safepassage/words/fr/codes.json")).default,
  es: async () => (await import("@safepassage/words/es/codes.json")).default,
  ar: async () => (await import("@safepassage/words/ar/codes.json")).default,
};
const PARTS = import.meta.glob<Readonly<Record<string, string>>>("./*/parts.json", {
  import: "default",
});

const underWay = new Map<Locale, Promise<Names>>();

loadBeside(load);
