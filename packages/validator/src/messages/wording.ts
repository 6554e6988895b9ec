import {
  COMMON_ENGLISH,
  createWording as createWordingOf,
  type Messages,
  type Translation,
  type Wording,
} from "@safepassage/rules";
import { DEFAULT_PACKS } from "../packs.ts";

const ofPacks = DEFAULT_PACKS.flatMap(({ messages = [] }) => messages);

/** All English sentences: those of the packs and the fixes of the catalogue. */
export const ENGLISH: Messages = {
  ...COMMON_ENGLISH,
  codes: Object.assign({}, ...ofPacks.map(({ codes }) => codes)),
  fixes: Object.assign({}, COMMON_ENGLISH.fixes, ...ofPacks.map(({ fixes }) => fixes)),
};

/** The English wording. */
export const ENGLISH_WORDING: Wording = createWordingOf(ENGLISH);

/**
 * Creates a wording. The first translation with a text is used; the English of all packs of this version
 * comes last.
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
