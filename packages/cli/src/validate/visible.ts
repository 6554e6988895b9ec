/**
 * A text with a mark in the place of each character that nobody sees, or that changes what is seen of
 * others: names of files come from wherever the files come from.
 */
export function visible(text: string): string {
  return text.replaceAll(/[\p{C}\u2028\u2029]/gu, "\ufffd");
}
