/**
 * Whether all of a citation was read in a stored copy. A mark may name several parts. One part known
 * from another text (`V2`), from memory (`R`) or not at all makes the whole unread.
 */
export function isCitationRead(status: string): boolean {
  return /\bV\b/.test(status) && !/\b(V2|R)\b|not read/.test(status);
}
