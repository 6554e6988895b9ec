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
 * Lists every body that makes the same statement but obscures by its links which persons a group
 * concerns: each link turned around, each link lengthened in each way, and each group without links.
 *
 * Removing one of several links makes another statement and is excluded. So is isolating a group through
 * which another reached a person, if that other still reaches somebody else.
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

/** Whether rule R71 admits the links: kinds and numbers fit the group's kind. */
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

/** Replaces one link by two, through an empty group or through one that is linked with the target. */
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

/** Whether each group still leads to all the persons it led to, or to nobody. */
function losesNobody(before: Body, after: Body): boolean {
  return Object.keys(before).every((gid) => {
    const left = personsFrom(after, gid);
    return left.size === 0 || [...personsFrom(before, gid)].every((person) => left.has(person));
  });
}

/** The persons that links lead to, by the specification's definition. */
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
