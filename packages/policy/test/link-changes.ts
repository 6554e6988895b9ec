import { type Body, type Group, KINDS } from "@safepassage/schema";
import { META } from "./case.ts";

/** A message with one link turned or lengthened, or one group without links. */
export interface LinkChange {
  /** Group whose link it is. */
  readonly gid: string;
  readonly way: string;
  readonly body: Body;
}

/**
 * Every body that hides by its links whom a group concerns, and makes no other statement than the
 * one given: each link turned, lengthened in each way, and each group without any.
 *
 * Taking away one of several links is another statement, and is not among them. Nor is a group
 * without links through which another led to somebody, while that other still leads to somebody else.
 */
export function linkChanges(body: Body): readonly LinkChange[] {
  const all: LinkChange[] = [];
  for (const [gid, group] of Object.entries(body)) {
    if (group.kind === "subject") continue;
    for (const to of new Set(group.links)) {
      if (!Object.hasOwn(body, to)) continue;
      all.push({ gid, way: "turned", body: turned(body, gid, to) });
      for (const [way, longer] of longerWays(body, gid, to)) all.push({ gid, way, body: longer });
    }
    if (neighboursOf(body, gid).length > 0) {
      const alone = isolated(body, gid);
      if (losesNobody(body, alone)) all.push({ gid, way: "without links", body: alone });
    }
  }
  return all;
}

/** Whether links are such as rule R71 admits: of the kinds and in the number of their group's kind. */
export function areLinksSound(body: Body): boolean {
  return Object.values(body).every(({ kind, links }) => {
    const entry = KINDS[kind]?.links;
    return (
      entry !== undefined &&
      links.length >= entry.min &&
      links.length <= entry.max &&
      links.every((link) => entry.to.includes(body[link]?.kind ?? ""))
    );
  });
}

function turned(body: Body, gid: string, to: string): Body {
  const without = withLinks(body, gid, (links) => links.filter((link) => link !== to));
  return withLinks(without, to, (links) => [...links.filter((link) => link !== gid), gid]);
}

/** Instead of the one link two, through a group that says nothing or one that the target is linked with. */
function longerWays(body: Body, gid: string, to: string): readonly (readonly [string, Body])[] {
  const cut = withLinks(body, gid, (links) => links.filter((link) => link !== to));
  const step = (links: readonly string[]): Group => ({
    kind: "event",
    links,
    meta: META,
    leaves: [],
  });
  const there = withLinks(cut, gid, (links) => [...links, BETWEEN]);
  const ways: [string, Body][] = [
    ["through another group", { ...there, [BETWEEN]: step([to]) }],
    ["through a group that names both", { ...cut, [BETWEEN]: step([gid, to]) }],
  ];
  if (body[to]?.kind !== "subject") {
    const met = withLinks(there, to, (links) => [...links, BETWEEN]);
    ways.push(["through a group that both name", { ...met, [BETWEEN]: step([]) }]);
  }
  for (const other of neighboursOf(cut, to)) {
    if (other === gid || body[other]?.kind === "subject") continue;
    ways.push([
      "through a group that is there",
      withLinks(cut, gid, (links) => [...links.filter((link) => link !== other), other]),
    ]);
  }
  return ways;
}

function isolated(body: Body, gid: string): Body {
  return Object.fromEntries(
    Object.entries(body).map(([id, group]) => [
      id,
      { ...group, links: id === gid ? [] : group.links.filter((link) => link !== gid) },
    ]),
  );
}

/** Whether each group leads to all persons to whom it led, or to nobody. */
function losesNobody(before: Body, after: Body): boolean {
  return Object.keys(before).every((gid) => {
    const left = personsFrom(after, gid);
    return left.size === 0 || [...personsFrom(before, gid)].every((person) => left.has(person));
  });
}

/** The persons to whom links lead, as the specification says it. */
function personsFrom(body: Body, gid: string, seen = new Set<string>()): ReadonlySet<string> {
  if (body[gid]?.kind === "subject") return new Set([gid]);
  if (seen.has(gid)) return new Set();
  seen.add(gid);
  return new Set(neighboursOf(body, gid).flatMap((next) => [...personsFrom(body, next, seen)]));
}

function neighboursOf(body: Body, gid: string): readonly string[] {
  const named = body[gid]?.links.filter((link) => Object.hasOwn(body, link)) ?? [];
  const naming = Object.keys(body).filter((other) => body[other]?.links.includes(gid));
  return [...new Set([...named, ...naming])];
}

function withLinks(
  body: Body,
  gid: string,
  change: (links: readonly string[]) => readonly string[],
): Body {
  const group = body[gid];
  return group === undefined ? body : { ...body, [gid]: { ...group, links: change(group.links) } };
}

const BETWEEN = "OLTmUuRNp_I3DZ4mDicTZQ";
