import {
  COMMON_ENGLISH,
  createWording as createWordingOf,
  type Messages,
  type Translation,
  type Wording,
} from "@safepassage/rules";
import { DEFAULT_PACKS } from "../packs.ts";

/** All sentences in English: those of the packs' codes, and what the catalogue says to do. */
export const ENGLISH: Messages = {
  ...COMMON_ENGLISH,
  codes: Object.assign(
    {},
    ...DEFAULT_PACKS.flatMap(({ messages = [] }) => messages.map(({ codes }) => codes)),
  ),
};

/** All in English. */
export const ENGLISH_WORDING: Wording = createWordingOf(ENGLISH);

/**
 * Makes a wording. The first translation that says something is heard, and the English of all packs
 * of this version last.
 *
 * @throws TypeError if a sentence is not MessageFormat 2, or names anything but field and kind.
 * @see docs/spec/validation.md#sentences
 *
 * @example
 * ```ts
 * const wording = createWording({ locale: "de", codes: { R05_CONSENT_ALONE: { text: "…" } } });
 * const judgement = validate({ message, tier: "schema", now }, { wording });
 * ```
 */
export function createWording(first: Translation, ...more: readonly Translation[]): Wording {
  return createWordingOf(first, ...more, ENGLISH);
}
