import type { TextIssue } from "./fault.ts";

/**
 * What is wrong with the characters of a text, or `undefined`.
 *
 * A text is NFC and holds nothing that a person cannot see: no control, format, zero-width,
 * direction or tag character, no soft hyphen, no variation selector, no private-use character, no
 * lone surrogate; and of spaces only U+0020, one at a time, between other characters. Two texts
 * that look alike must be alike, and nothing may hide inside one.
 *
 * Unassigned characters are left to the pattern of each type: which ones they are depends on the
 * Unicode version of the engine, and both sides must judge alike.
 */
export function findUnclean(text: string): TextIssue {
  if (PLAIN_ASCII.test(text)) return undefined;
  if (INVISIBLE.test(text) || STRAY_SPACE.test(text)) return "TEXT_UNCLEAN";
  return text.normalize("NFC") === text ? undefined : "TEXT_NOT_NFC";
}

/** Nearly all texts: printable ASCII without a space. */
const PLAIN_ASCII = /^[\x21-\x7e]*$/;
/** Spaces at either end, or two in a row. */
export const STRAY_SPACE = /^ | $| {2}/;
/** A character that no text may hold. */
export const INVISIBLE =
  /[[\p{Zs}--\x20]\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/v;
