/**
 * A citation as it is shown. One that was not read in full in its source is marked; docs/legal/citations.md has the list. What this
 * project proposes by itself says so in its own words, and cites no law.
 *
 * @param isRead - By `isCitationRead` of its status.
 */
export const shownCitation = (citation: string, isRead: boolean): string =>
  isRead || citation === "Proposal" ? citation : `${citation}; not all read`;
