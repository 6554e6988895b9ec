import { type Body, findIdleGroups, KINDS } from "@safepassage/schema";

/**
 * Whether a group says nothing: it holds no value, is no person, and joins no two groups that say
 * something. A group that joins two says whom one of them concerns.
 */
export function hasIdleGroup(body: Body): boolean {
  const empty = new Set(Object.keys(body).filter((gid) => isEmpty(body, gid)));
  // Nearly always: no link has to be looked at.
  if (empty.size === 0) return false;
  return findIdleGroups(new Map(Object.entries(body)), empty).size > 0;
}

/** A person always says something: category and age class are in its header. */
function isEmpty(body: Body, gid: string): boolean {
  const { kind, leaves } = body[gid] as Body[string];
  const isPerson = Object.hasOwn(KINDS, kind) && KINDS[kind]?.person === true;
  return leaves.length === 0 && !isPerson;
}
