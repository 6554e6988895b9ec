/** Behind a citation of which not all was read in its source; docs/legal/citations.md says what. */
export const UNREAD = "; not all read";
