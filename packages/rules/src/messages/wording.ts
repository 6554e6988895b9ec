import { type Labels, type Sayable, sayReason } from "@safepassage/policy";
import { MessageFormat } from "messageformat";
import { COMMON_ENGLISH, type Translation } from "./messages.ts";
import { requireSound } from "./sound-translation.ts";

/** Catalogue ids that a sentence may name. */
export interface Place {
  readonly field?: string | undefined;
  readonly kind?: string | undefined;
  readonly purpose?: string | undefined;
}

/** Puts codes into the words of one language. */
export interface Wording {
  /** BCP 47 tag. Texts missing in the language appear in English. */
  readonly locale: string;
  /** Direction in which the language is written. */
  readonly dir: "ltr" | "rtl";
  /** Whether there is a sentence for the code. */
  has(code: string): boolean;
  /** What is wrong. */
  sentence(code: string, place?: Place): string;
  /** Whether there is a fix for the code or, if a rule is given, for that rule. */
  hasFix(code: string, rule?: string): boolean;
  /** What to do: the fix of the code, or that of its rule. */
  fix(code: string, rule: string, place?: Place): string;
  /** The name of a verdict, tier or severity: `word("verdict.reject")`. */
  word(name: string): string;
  /** The short name of a field, or its id if it has none. */
  field(id: string): string;
  /** The short name of a kind of group, or its id if it has none. */
  kind(id: string): string;
  /** What a rule that was not evaluated lacks, by its name in `missing`. */
  missing(name: string): string;
  /** Why the policy withholds or coarsens something. */
  reason(reason: Sayable): string;
}

/**
 * Creates a wording. The first translation with a text is used; English names, words and general fixes
 * come last. The packs supply the sentences of codes that it lacks.
 *
 * @throws TypeError if a sentence is not MessageFormat 2, or names anything but field, kind and purpose.
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
  const sources = [...translations, COMMON_ENGLISH];
  const said = new Map<string, string>();

  /** Formats a text and remembers it. `MAX_SAID` bounds the memory if a rule names unknown fields. */
  function say(name: string, place: Place, ...finds: readonly Find[]): string {
    const { field, kind, purpose } = place;
    const key = `${name} ${field} ${kind} ${purpose}`;
    let text = said.get(key);
    if (text === undefined) {
      text = format(find(name, finds), {
        field: field === undefined ? word("placeholder.field") : quoted("fields", field),
        kind: kind === undefined ? word("placeholder.kind") : quoted("kinds", kind),
        purpose: purpose === undefined ? word("placeholder.purpose") : quoted("purposes", purpose),
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

  const labelOf = (part: keyof Labels, id: string): string | undefined =>
    sources.find((source) => source[part]?.[id] !== undefined)?.[part]?.[id];

  /** The name of a field, kind or purpose as quoted in a sentence, or its id if it has none. */
  function quoted(part: keyof Labels, id: string): string {
    const label = labelOf(part, id);
    if (label === undefined) return id;
    // The sentence isolates it, in the direction of its first letter. A label isolated in here too would have none to show.
    return format(wordIn("label.quoted"), { field: label }, "none");
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
        // A code's own fix in English is more helpful than a general one in another language.
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
      sayReason(reason, {
        say(part, name, values) {
          const isSaid = sources.some((source) => source[part]?.[name] !== undefined);
          // A caller's own table may have a condition without words.
          return isSaid ? format(find(name, [(source) => source[part]?.[name]]), values) : name;
        },
        quoted,
      }),
  };
}

/** Combines two wordings: the other supplies the codes and fixes that the first lacks. */
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

type Find = (source: Translation) => string | undefined;

interface Found {
  readonly text: string;
  readonly locale: string;
}

function format(
  { text, locale }: Found,
  values: Record<string, string>,
  // In Arabic or Hebrew, ids in Latin letters would reorder the words around them.
  bidiIsolation: "default" | "none" = isRightToLeft(locale) ? "default" : "none",
): string {
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

/** Answers by locale; there are as few as wordings. */
const directions = new Map<string, boolean>();

/** Error handler that has nothing to do: sentences were checked, and all values are given. */
function ignore(): void {}

/** Whether something missing has a name of its own: facts have, members of a message have not. */
function isNamed(what: string): boolean {
  return Object.hasOwn(COMMON_ENGLISH.words, `missing.${what}`);
}

const NOWHERE: Place = {};
const MAX_SAID = 4096;
const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(["Arab", "Hebr", "Nkoo", "Syrc", "Thaa"]);
