import { findField, KINDS, type Leaf } from "@safepassage/schema";
import type { Reason } from "./model.ts";
import { reasonByRule } from "./reasons.ts";
import type { MessageRows } from "./tables.ts";
import type { WorkGroup, WorkLeaf } from "./work.ts";

/** A group or a leaf that makes no sense any more. */
export interface Removal {
  readonly gid: string;
  /** `undefined`: the whole group. */
  readonly leaf: WorkLeaf | undefined;
  readonly reason: Reason;
}

/** Finds what the present groups hold without need; removing it may leave more to find. */
export function findRemovals(
  groups: ReadonlyMap<string, WorkGroup>,
  rows: MessageRows,
): readonly Removal[] {
  const reached = reachable(groups);
  return [...groups].flatMap(([gid, group]): Removal[] => {
    const whole = (reason: Reason): Removal[] => [{ gid, leaf: undefined, reason }];
    if (!reached.has(gid)) return whole(EMPTY);
    if (lacksItsOwn(group)) return whole(INCOMPLETE);
    if (isUnbound(group)) return whole(UNBOUND);
    return lonelyCompanions(group, rows).map((leaf) => ({ gid, leaf, reason: ALONE }));
  });
}

/**
 * Groups with leaves, and those that carry the relation of these to others: groups that they link to,
 * near or far, and groups that stand between two that stay. Taking one of those away would change
 * whom a leaf concerns.
 */
function reachable(groups: ReadonlyMap<string, WorkGroup>): ReadonlySet<string> {
  const full = [...groups].filter(([, { leaves }]) => leaves.length > 0).map(([gid]) => gid);
  const linked = walk(full, (gid) => groups.get(gid)?.links ?? []);
  if (groups.size === linked.size) return linked;

  // Persons are where a way ends: what is beyond them concerns somebody else.
  const neighbours = neighboursIn(groups);
  const isPerson = (gid: string): boolean => groups.get(gid)?.group.kind === "subject";
  const between = walk(full, (gid) => (isPerson(gid) ? [] : (neighbours.get(gid) ?? [])));
  const isEnd = (gid: string): boolean =>
    !linked.has(gid) &&
    !isPerson(gid) &&
    [...(neighbours.get(gid) ?? [])].filter((next) => between.has(next)).length < 2;
  for (let ends = [...between].filter(isEnd); ends.length > 0; ends = [...between].filter(isEnd)) {
    for (const gid of ends) between.delete(gid);
  }
  const bridges = [...between].filter((gid) => !isPerson(gid));
  return walk([...linked, ...bridges], (gid) => groups.get(gid)?.links ?? []);
}

/** All groups to which steps lead. */
function walk(start: readonly string[], stepsFrom: (gid: string) => Iterable<string>): Set<string> {
  const seen = new Set(start);
  // A set may grow while it is walked through.
  for (const gid of seen) for (const next of stepsFrom(gid)) seen.add(next);
  return seen;
}

/** The groups that each group names, or that name it. */
function neighboursIn(
  groups: ReadonlyMap<string, WorkGroup>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const neighbours = new Map([...groups.keys()].map((gid) => [gid, new Set<string>()]));
  for (const [gid, { links }] of groups) {
    for (const link of links) {
      if (!groups.has(link) || link === gid) continue;
      neighbours.get(gid)?.add(link);
      neighbours.get(link)?.add(gid);
    }
  }
  return neighbours;
}

/** Whether a group lost a field that its kind must hold. One that never had it is not ours to judge. */
function lacksItsOwn({ group, leaves }: WorkGroup): boolean {
  const held = new Set(leaves.map(({ leaf }) => leaf.f));
  const had = new Set(group.leaves.map(({ f }: Leaf) => f));
  return kindOf(group.kind).fields.some(
    (field) => (findField(field)?.card.min ?? 0) > 0 && had.has(field) && !held.has(field),
  );
}

/** Whether a group lost a link that its kind must have. */
function isUnbound({ group, links }: WorkGroup): boolean {
  return links.length < kindOf(group.kind).links.min && links.length < group.links.length;
}

/** Leaves that are admitted only beside others, none of which is there. */
function lonelyCompanions({ group, leaves }: WorkGroup, rows: MessageRows): readonly WorkLeaf[] {
  const fields = new Set(leaves.map(({ leaf }) => leaf.f));
  const isThere = (field: string): boolean =>
    fields.has(field) || (group.kind === "subject" && findField(field)?.place === "header");
  return leaves.filter(({ leaf }) => {
    const companion = rows.companions.get(leaf.f);
    const stands = rows.purposeFields.has(leaf.f) || rows.typeFields.has(leaf.f);
    return companion !== undefined && !stands && !companion.with.some(isThere);
  });
}

function kindOf(name: string): {
  readonly fields: readonly string[];
  readonly links: { readonly min: number };
} {
  return (
    (Object.hasOwn(KINDS, name) ? KINDS[name] : undefined) ?? { fields: [], links: { min: 0 } }
  );
}

const ALONE = reasonByRule("companion", "R01", "COMPANION_ALONE");
const EMPTY = reasonByRule("group", "R01", "GROUP_EMPTY");
const INCOMPLETE = reasonByRule("group", "R01", "GROUP_INCOMPLETE");
const UNBOUND = reasonByRule("group", "R01", "GROUP_UNBOUND");
