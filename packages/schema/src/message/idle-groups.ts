/** Groups by id; only their links matter here. */
type Linked = ReadonlyMap<string, { readonly links: readonly string[] }>;

/** For each group, the groups it links to and those that link to it. Links to itself or to nothing do not count. */
export function neighboursIn(groups: Linked): ReadonlyMap<string, ReadonlySet<string>> {
  const neighbours = new Map([...groups.keys()].map((gid) => [gid, new Set<string>()]));
  for (const [gid, { links }] of groups) {
    // A message that is not checked yet may have no list here.
    for (const link of Array.isArray(links) ? links : []) {
      if (link === gid || !neighbours.has(link)) continue;
      neighbours.get(gid)?.add(link);
      neighbours.get(link)?.add(gid);
    }
  }
  return neighbours;
}

/**
 * Empty groups that say nothing: without them every other group still concerns the same people. An
 * empty group between two others does say something, namely that these belong together.
 *
 * @param empty - Ids of the groups without a value that are not persons.
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
  // The rest are in circles, or join groups that are not empty.
  const idle = new Set([...empty].filter((gid) => !open.has(gid)));
  for (const start of open) {
    const together = new Set([start]);
    const joined = new Set<string>();
    // The set grows while the loop runs.
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
