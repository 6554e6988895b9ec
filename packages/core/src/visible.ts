/**
 * A text in which every character that nobody sees, or that changes how others are seen, is written as
 * an escape (`\u202e`): names of files, values and keys come from wherever messages come from.
 *
 * Escaped are control characters, line ends among them, format, direction and zero-width characters,
 * tags, fillers, byte order marks, private-use and unassigned characters, and lone surrogates. In the text
 * of a JSON value on one line these stand in strings only, so that the escaped text says the same value.
 *
 * For what a person reads on a screen, in a log or on a page; never for what is kept or compared.
 */
export function visible(text: string): string {
  // Nearly all that is shown is of plain signs, which are passed over a hundred times sooner.
  return text.replaceAll(NOT_PLAIN, (signs) => signs.replaceAll(HIDDEN, escapeUnits));
}

/** {@link visible} for a text of several lines: the line ends stay. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

function escapeUnits(hidden: string): string {
  return hidden
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

const NOT_PLAIN = /[^ -~]+/g;
/** General categories C, Zl and Zp, and whatever may be left out of what is shown. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
