import { canonicalJson } from "@safepassage/core";
import type { PlacedLeaf } from "@safepassage/policy";
import type { Body, Draft, Group, Leaf } from "@safepassage/schema";

/** What can be left out of a body: all values of one field of a group, or the group. */
export interface Unit {
  readonly gid: string;
  /** Left out: the whole group. */
  readonly field?: string;
}

/** The unit of a body that a finding points at, if it points at any. */
export function findUnit(pointer: string, body: Body): Unit | undefined {
  const [, part, gid = "", name = ""] = pointer.split("/");
  const group = part === "body" && Object.hasOwn(body, gid) ? body[gid] : undefined;
  if (group === undefined) return undefined;
  // A header belongs to the group: where it is wrong, the group goes.
  return group.leaves.some(({ f }) => f === name) ? { gid, field: name } : { gid };
}

/** A draft without some units, and without links to groups that are gone. */
export function takeOut(draft: Draft, units: readonly Unit[]): Draft {
  const groups = new Set(units.filter(({ field }) => field === undefined).map(({ gid }) => gid));
  const leaves = new Set(units.map(({ gid, field }) => `${gid} ${field}`));
  const kept = Object.entries(draft.body).filter(([gid]) => !groups.has(gid));
  const body = kept.map(([gid, group]): [string, Group] => [
    gid,
    {
      ...group,
      links: group.links.filter((link) => !groups.has(link)),
      leaves: group.leaves.filter(({ f }) => !leaves.has(`${gid} ${f}`)),
    },
  ]);
  return { ...draft, body: Object.fromEntries(body) };
}

/** Values of a fuller draft that a draft lacks, each with its group. */
export function lacking(draft: Draft, fuller: Draft): readonly PlacedLeaf[] {
  return Object.entries(fuller.body).flatMap(([gid, { leaves }]) => {
    const has = new Set(draft.body[gid]?.leaves.map(textOf));
    return leaves.filter((leaf) => !has.has(textOf(leaf))).map((leaf) => ({ gid, ...leaf }));
  });
}

/** A draft with one value of a fuller one put back, in its group, which may have been gone. */
export function putBack(draft: Draft, fuller: Draft, { gid, ...leaf }: PlacedLeaf): Draft {
  const group = draft.body[gid] ?? without(fuller.body[gid] as Group, draft.body);
  const body = { ...draft.body, [gid]: { ...group, leaves: [...group.leaves, leaf] } };
  return { ...draft, private: withReasons(draft, fuller, gid), body };
}

/** A group that is gone as it would stand in a body: with no value yet, and no link that dangles. */
function without(group: Group, body: Body): Group {
  return { ...group, links: group.links.filter((gid) => Object.hasOwn(body, gid)), leaves: [] };
}

/** The reasons of necessity that a group had: they went with what they were about. */
function withReasons(draft: Draft, fuller: Draft, gid: string): Draft["private"] {
  const has = draft.private["private.necessity"];
  const ofGroup = fuller.private["private.necessity"].filter(({ path }) =>
    path.startsWith(`${gid}/`),
  );
  const added = ofGroup.filter(({ path }) => !has.some((reason) => reason.path === path));
  return { ...draft.private, "private.necessity": [...has, ...added] };
}

const textOf = ({ f, v }: Leaf): string => canonicalJson({ f, v });
