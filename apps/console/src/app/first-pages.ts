/** Which part of a list is asked for. */
interface Place {
  readonly limit: number;
  readonly cursor?: string;
}

/** Entries of a list, from its beginning. */
interface Listed<Entry> {
  readonly entries: readonly Entry[];
  /** Where it goes on, if it does. */
  readonly next?: string | undefined;
}

/** Reads a list page after page, up to 1,000 entries. */
export async function readFirstPages<Entry>(
  fetchPage: (place: Place) => Promise<Listed<Entry>>,
): Promise<Listed<Entry>> {
  const entries: Entry[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await fetchPage({ limit: PAGE, ...(cursor !== undefined && { cursor }) });
    entries.push(...page.entries);
    cursor = page.next;
    if (cursor === undefined) return { entries };
  }
  return { entries, next: cursor };
}

/** The most that the gateway gives at once. */
const PAGE = 200;
const MOST_PAGES = 5;
