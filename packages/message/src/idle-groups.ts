import { type Body, KINDS } from "@safepassage/schema";

/**
 * Whether a group says nothing: it holds no value, is no person, and joins no two groups that say
 * something. A group that joins two says whom one of them concerns.
 */
export function hasIdleGroup(body: Body): boolean {
  const open = new Set(Object.keys(body).filter((gid) => isEmpty(body, gid)));
  if (open.size === 0) return false;
  const neighbours = neighboursIn(body);
  for (const start of open) {
    const { empty, joined } = spread(start, open, neighbours);
    // Each of them stands between two others, and together they lead somewhere.
    if (joined.size < 2 || [...empty].some((gid) => (neighbours.get(gid)?.size ?? 0) < 2)) {
      return true;
    }
    for (const gid of empty) open.delete(gid);
  }
  return false;
}

/** A person has category and age class in the header. */
function isEmpty(body: Body, gid: string): boolean {
  const { kind, leaves } = body[gid] as Body[string];
  const isPerson = Object.hasOwn(KINDS, kind) && KINDS[kind]?.person === true;
  return leaves.length === 0 && !isPerson;
}

/** Empty groups that hang together, and the other groups that they join. */
function spread(
  start: string,
  open: ReadonlySet<string>,
  neighbours: ReadonlyMap<string, ReadonlySet<string>>,
): { readonly empty: ReadonlySet<string>; readonly joined: ReadonlySet<string> } {
  const empty = new Set([start]);
  const joined = new Set<string>();
  // A set may grow while it is walked through.
  for (const gid of empty) {
    for (const next of neighbours.get(gid) ?? []) (open.has(next) ? empty : joined).add(next);
  }
  return { empty, joined };
}

/** The groups that each group names, or that name it. */
function neighboursIn(body: Body): ReadonlyMap<string, ReadonlySet<string>> {
  const neighbours = new Map(Object.keys(body).map((gid) => [gid, new Set<string>()]));
  for (const [gid, { links }] of Object.entries(body)) {
    for (const link of Array.isArray(links) ? links : []) {
      if (link === gid || !neighbours.has(link)) continue;
      neighbours.get(gid)?.add(link);
      neighbours.get(link)?.add(gid);
    }
  }
  return neighbours;
}
