/** Marks a citation that was not read in full in its source; docs/legal/citations.md has the list. */
export const UNREAD = "; not all read";
