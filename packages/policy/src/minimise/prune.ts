import {
  findField,
  findIdleGroups,
  KINDS,
  type KindEntry,
  type Leaf,
  neighboursIn,
} from "@safepassage/schema";
import { reasonByRule } from "../conditions/reasons.ts";
import type { Reason } from "../tables/model.ts";
import type { MessageRows } from "../tables/tables.ts";
import type { WorkGroup, WorkLeaf } from "./work-group.ts";

/** A group or a leaf that no longer makes sense. */
export interface Removal {
  readonly gid: string;
  /** `undefined`: the whole group. */
  readonly leaf: WorkLeaf | undefined;
  readonly reason: Reason;
}

/** Finds groups and leaves to remove. Removing them may leave more to find. */
export function findRemovals(
  groups: ReadonlyMap<string, WorkGroup>,
  rows: MessageRows,
): readonly Removal[] {
  const idle = idleGroups(groups);
  return [...groups].flatMap(([gid, group]): Removal[] => {
    const whole = (reason: Reason): Removal[] => [{ gid, leaf: undefined, reason }];
    if (idle.has(gid)) return whole(EMPTY);
    if (lacksItsOwn(group)) return whole(INCOMPLETE);
    if (isUnbound(group)) return whole(UNBOUND);
    return lonelyCompanions(group, rows).map((leaf) => ({ gid, leaf, reason: ALONE }));
  });
}

/**
 * Groups without a value that neither are a person others link to nor connect two others. A connecting
 * group stays: removing it would change whom a leaf concerns.
 */
function idleGroups(groups: ReadonlyMap<string, WorkGroup>): ReadonlySet<string> {
  const bare = [...groups].filter(([, { leaves }]) => leaves.length === 0);
  const isPerson = ([, { group }]: readonly [string, WorkGroup]): boolean =>
    group.kind === "subject";
  const empty = bare.filter((one) => !isPerson(one)).map(([gid]) => gid);
  const idle = findIdleGroups(groups, new Set(empty));
  const neighbours = neighboursIn(groups);
  const alone = bare
    .filter(isPerson)
    .filter(([gid]) => [...(neighbours.get(gid) ?? [])].every((next) => idle.has(next)));
  return new Set([...idle, ...alone.map(([gid]) => gid)]);
}

/** Whether a group lost a field that its kind requires. If it never had one, the schema reports that. */
function lacksItsOwn({ group, leaves }: WorkGroup): boolean {
  const held = new Set(leaves.map(({ leaf }) => leaf.f));
  const had = new Set(group.leaves.map(({ f }: Leaf) => f));
  const isLost = (field: string): boolean =>
    (findField(field)?.card.min ?? 0) > 0 && had.has(field) && !held.has(field);
  return kindOf(group.kind)?.fields.some(isLost) ?? false;
}

function isUnbound({ group, links }: WorkGroup): boolean {
  const { min = 0 } = kindOf(group.kind)?.links ?? {};
  return links.length < min && links.length < group.links.length;
}

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

const kindOf = (name: string): KindEntry | undefined =>
  Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;

const ALONE = reasonByRule("companion", "R01", "COMPANION_ALONE");
const EMPTY = reasonByRule("group", "R01", "GROUP_EMPTY");
const INCOMPLETE = reasonByRule("group", "R01", "GROUP_INCOMPLETE");
const UNBOUND = reasonByRule("group", "R01", "GROUP_UNBOUND");
