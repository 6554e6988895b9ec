import {
  LABELS_ENGLISH,
  type Labels,
  REASONS_ENGLISH,
  type ReasonMessages,
} from "@safepassage/policy";
import { RULES } from "@safepassage/schema";
import words from "./words-en.json" with { type: "json" };

/** Sentence of a code, with a fix of its own if that of the rule is too general. */
export interface Message {
  readonly text: string;
  readonly fix?: string;
}

/**
 * Sentences of one language, as data: for rules, and for the reasons of `policy`. Each is in
 * MessageFormat 2 and may name `{$field}`, `{$kind}` and `{$purpose}`, but nothing else of a judged message.
 *
 * @see https://www.unicode.org/reports/tr35/tr35-messageFormat.html
 */
export interface Messages extends ReasonMessages, Labels {
  /** BCP 47 tag, `en`. */
  readonly locale: string;
  /** By the code of a finding. */
  readonly codes: Readonly<Record<string, Message>>;
  /** What to do, by the id of a rule, for codes without a fix of their own. */
  readonly fixes: Readonly<Record<string, string>>;
  /** Names of verdicts, tiers, severities and missing facts: `verdict.reject`. */
  readonly words: Readonly<Record<string, string>>;
}

/** Sentences of another language or for an agency's own rules. Missing ones stay English. */
export type Translation = Pick<Messages, "locale"> & Partial<Messages>;

/** English texts that do not depend on packs: names, words, and the fixes of the catalogue. */
export const COMMON_ENGLISH: Messages = {
  locale: "en",
  ...words,
  ...LABELS_ENGLISH,
  ...REASONS_ENGLISH,
  codes: {},
  fixes: Object.fromEntries(RULES.map(({ id, fix }) => [id, fix])),
};
