/**
 * Whether all of a citation was read in a stored copy. A mark may name several parts; one that was
 * read about only (`V2`), recalled (`R`) or not read at all makes the whole unread.
 */
export function isCitationRead(status: string): boolean {
  return /\bV\b/.test(status) && !/\b(V2|R)\b|not read/.test(status);
}
