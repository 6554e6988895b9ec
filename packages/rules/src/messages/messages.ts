import { REASONS_ENGLISH, type ReasonMessages } from "@safepassage/policy";
import { RULES } from "@safepassage/schema";
import labels from "./labels-en.json" with { type: "json" };
import words from "./words-en.json" with { type: "json" };

/** What a code says, with a fix of its own where that of the rule is too general. */
export interface Message {
  readonly text: string;
  readonly fix?: string;
}

/**
 * Sentences of one language, as data: of rules, and of the reasons of `policy`. Each is a message of
 * MessageFormat 2 that may hold `{$field}` and `{$kind}`, and nothing else of a message.
 *
 * @see https://www.unicode.org/reports/tr35/tr35-messageFormat.html
 */
export interface Messages extends ReasonMessages {
  /** BCP 47 tag, `en`. */
  readonly locale: string;
  /** By the code of a finding. */
  readonly codes: Readonly<Record<string, Message>>;
  /** What to do, by the id of a rule, for codes without a fix of their own. */
  readonly fixes: Readonly<Record<string, string>>;
  /** Names of verdicts, tiers, severities and of what is missing: `verdict.reject`. */
  readonly words: Readonly<Record<string, string>>;
  /** Short names of fields, as on a form, by id. Plain text. */
  readonly fields: Readonly<Record<string, string>>;
  /** Short names of kinds of group, by id. Plain text. */
  readonly kinds: Readonly<Record<string, string>>;
}

/** Sentences of another language, or of an agency's own rules. What it leaves out stays English. */
export type Translation = Pick<Messages, "locale"> & Partial<Messages>;

/** What is said in English whatever the packs: names, words, and what the catalogue says to do. */
export const COMMON_ENGLISH: Messages = {
  locale: "en",
  ...words,
  ...labels,
  ...REASONS_ENGLISH,
  codes: {},
  fixes: Object.fromEntries(RULES.map(({ id, fix }) => [id, fix])),
};
