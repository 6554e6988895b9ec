/** Groups by their ids, as far as it is about links. */
type Linked = ReadonlyMap<string, { readonly links: readonly string[] }>;

/** The groups that each group names, or that name it. A link to no group, or to its own, is none. */
export function neighboursIn(groups: Linked): ReadonlyMap<string, ReadonlySet<string>> {
  const neighbours = new Map([...groups.keys()].map((gid) => [gid, new Set<string>()]));
  for (const [gid, { links }] of groups) {
    // May be faulty in shape, where a message is not checked yet.
    for (const link of Array.isArray(links) ? links : []) {
      if (link === gid || !neighbours.has(link)) continue;
      neighbours.get(gid)?.add(link);
      neighbours.get(link)?.add(gid);
    }
  }
  return neighbours;
}

/**
 * Empty groups that say nothing: without them it is the same whom each other group concerns. One
 * that stands between two others says that these belong together, alone or with other empty ones.
 *
 * @param empty - Ids of the groups that hold no value, but persons.
 * @see docs/spec/messages.md#canonical-form
 */
export function findIdleGroups(groups: Linked, empty: ReadonlySet<string>): ReadonlySet<string> {
  if (empty.size === 0) return empty;
  const neighbours = neighboursIn(groups);
  const around = (gid: string): readonly string[] => [...(neighbours.get(gid) ?? [])];
  const open = new Set(empty);
  const isEnd = (gid: string): boolean =>
    around(gid).filter((next) => !empty.has(next) || open.has(next)).length < 2;
  for (let ends = [...open].filter(isEnd); ends.length > 0; ends = [...open].filter(isEnd)) {
    for (const gid of ends) open.delete(gid);
  }
  // What is left goes round, if it does not join two that are not empty.
  const idle = new Set([...empty].filter((gid) => !open.has(gid)));
  for (const start of open) {
    const together = new Set([start]);
    const joined = new Set<string>();
    // A set may grow while it is walked through.
    for (const gid of together) {
      for (const next of around(gid)) {
        if (open.has(next)) together.add(next);
        else if (!empty.has(next)) joined.add(next);
      }
    }
    for (const gid of together) {
      open.delete(gid);
      if (joined.size < 2) idle.add(gid);
    }
  }
  return idle;
}
