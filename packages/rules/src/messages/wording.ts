import { type Sayable, sayReason } from "@safepassage/policy";
import { MessageFormat } from "messageformat";
import { COMMON_ENGLISH, type Translation } from "./messages.ts";
import { requireSound } from "./sound-translation.ts";

/** Ids of the catalogue that a sentence may name. */
export interface Place {
  readonly field?: string | undefined;
  readonly kind?: string | undefined;
}

/** Says codes in the words of one language. */
export interface Wording {
  /** BCP 47 tag. What the language has no words for is said in English all the same. */
  readonly locale: string;
  /** Direction in which the language is written. */
  readonly dir: "ltr" | "rtl";
  /** Whether anything says the code. */
  has(code: string): boolean;
  /** What is wrong. */
  sentence(code: string, place?: Place): string;
  /** Whether anything says what to do about the code itself or, where a rule is named, about that. */
  hasFix(code: string, rule?: string): boolean;
  /** What to do: the fix of the code, or that of its rule. */
  fix(code: string, rule: string, place?: Place): string;
  /** The name of a verdict, a tier or a severity: `word("verdict.reject")`. */
  word(name: string): string;
  /** The short name of a field, or its id where it has none. */
  field(id: string): string;
  /** The short name of a kind of group, or its id where it has none. */
  kind(id: string): string;
  /** What a rule that was not evaluated lacks, from its name in `missing`. */
  missing(name: string): string;
  /** Why the policy withholds or coarsens something. */
  reason(reason: Sayable): string;
}

/**
 * Makes a wording. The first translation that says something is heard, and last the English of
 * names, words and general fixes. Codes that it does not say, the packs do.
 *
 * @throws TypeError if a sentence is not MessageFormat 2, or names anything but field and kind.
 * @see docs/spec/validation.md#sentences
 *
 * @example
 * ```ts
 * const wording = createWording({ locale: "de", codes: { R05_CONSENT_ALONE: { text: "…" } } });
 * const judgement = validate({ message, tier: "schema", now }, { packs: [LED_PACK], wording });
 * ```
 */
export function createWording(...translations: readonly Translation[]): Wording {
  for (const translation of translations) requireSound(translation);
  return wordingOf([...translations, COMMON_ENGLISH]);
}

function wordingOf(sources: readonly Translation[]): Wording {
  const said = new Map<string, string>();

  /** Field and kind are of the catalogue, so that little is ever said; a rule may break that. */
  function say(name: string, { field, kind }: Place, ...finds: readonly Find[]): string {
    const key = `${name} ${field} ${kind}`;
    let text = said.get(key);
    if (text === undefined) {
      text = format(find(name, finds), {
        field: field === undefined ? word("placeholder.field") : quoted("fields", field),
        kind: kind === undefined ? word("placeholder.kind") : quoted("kinds", kind),
      });
      if (said.size < MAX_SAID) said.set(key, text);
    }
    return text;
  }

  function find(name: string, finds: readonly Find[]): Found {
    for (const textIn of finds) {
      for (const source of sources) {
        const text = textIn(source);
        if (text !== undefined) return { text, locale: source.locale };
      }
    }
    throw new TypeError(`no message says ${name}`);
  }

  const wordIn = (name: string): Found => find(name, [({ words }) => words?.[name]]);
  const word = (name: string): string => format(wordIn(name), {});

  const labelOf = (part: "fields" | "kinds", id: string): string | undefined =>
    sources.find((source) => source[part]?.[id] !== undefined)?.[part]?.[id];

  /** The name of a field or a kind as it stands in a sentence; the id of what has no name. */
  function quoted(part: "fields" | "kinds", id: string): string {
    const label = labelOf(part, id);
    return label === undefined ? id : format(wordIn("label.quoted"), { field: label });
  }

  const { locale } = sources[0] ?? COMMON_ENGLISH;
  return {
    locale,
    dir: isRightToLeft(locale) ? "rtl" : "ltr",
    has: (code) => sources.some(({ codes }) => codes?.[code] !== undefined),
    hasFix: (code, rule) =>
      sources.some(
        ({ codes, fixes }) =>
          codes?.[code]?.fix !== undefined || (rule !== undefined && fixes?.[rule] !== undefined),
      ),
    sentence: (code, place = NOWHERE) => say(code, place, ({ codes }) => codes?.[code]?.text),
    fix: (code, rule, place = NOWHERE) =>
      say(
        `fix of ${code}`,
        place,
        // A fix of the code in English says more than a general one in another language.
        ({ codes }) => codes?.[code]?.fix,
        ({ fixes }) => fixes?.[rule],
      ),
    word,
    field: (id) => labelOf("fields", id) ?? id,
    kind: (id) => labelOf("kinds", id) ?? id,
    missing(name) {
      const [kind = ""] = name.split(" ");
      if (isNamed(kind)) return word(`missing.${kind}`);
      const [fact = ""] = name.split(".");
      const which = isNamed(fact) ? "missing.memberOf" : "missing.member";
      return say(which, { field: name }, ({ words }) => words?.[which]);
    },
    reason: (reason) =>
      sayReason(reason, (part, name, values) => {
        const isSaid = sources.some((source) => source[part]?.[name] !== undefined);
        // A caller's own table may have a condition that nobody has words for.
        return isSaid ? format(find(name, [(source) => source[part]?.[name]]), values) : name;
      }),
  };
}

/** A wording that lets another say the codes and fixes that it does not. */
export function backed(wording: Wording, other: Wording): Wording {
  return {
    ...wording,
    has: (code) => wording.has(code) || other.has(code),
    hasFix: (code, rule) => wording.hasFix(code, rule) || other.hasFix(code, rule),
    sentence: (code, place) => (wording.has(code) ? wording : other).sentence(code, place),
    fix(code, rule, place) {
      const isGeneral = !wording.hasFix(code) && !other.hasFix(code);
      const isSaid = isGeneral ? wording.hasFix(code, rule) : wording.hasFix(code);
      return (isSaid ? wording : other).fix(code, rule, place);
    },
  };
}

/** Where a source says something, if it does. */
type Find = (source: Translation) => string | undefined;

interface Found {
  readonly text: string;
  readonly locale: string;
}

function format({ text, locale }: Found, values: Record<string, string>): string {
  // Ids are in Latin letters: in Arabic or Hebrew they would turn the words around them.
  const bidiIsolation = isRightToLeft(locale) ? "default" : "none";
  return new MessageFormat(locale, text, { bidiIsolation }).format(values, ignore);
}

function isRightToLeft(locale: string): boolean {
  let answer = directions.get(locale);
  if (answer === undefined) {
    answer = RIGHT_TO_LEFT.has(new Intl.Locale(locale).maximize().script ?? "");
    directions.set(locale, answer);
  }
  return answer;
}

/** By language: of those that somebody made a wording of, few. */
const directions = new Map<string, boolean>();

/** Sentences were checked, and both values are always there: nothing is left to report. */
function ignore(): void {}

/** Whether what is missing has a name of its own: facts do, members of a message do not. */
function isNamed(what: string): boolean {
  return Object.hasOwn(COMMON_ENGLISH.words, `missing.${what}`);
}

const NOWHERE: Place = {};
const MAX_SAID = 4096;
const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(["Arab", "Hebr", "Nkoo", "Syrc", "Thaa"]);
