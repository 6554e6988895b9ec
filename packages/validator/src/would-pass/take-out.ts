import type { Body, Draft, Group } from "@safepassage/schema";

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

/** Whether a unit holds a value of a field in a group. */
export function isIn(unit: Unit, gid: string, field: string): boolean {
  return unit.gid === gid && (unit.field === undefined || unit.field === field);
}

/** A draft without some units, and without links to groups that are gone or reasons for them. */
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
  const reasons = draft.private["private.necessity"].filter(
    ({ path }) => !groups.has(path.split("/", 1)[0] ?? ""),
  );
  return {
    ...draft,
    private: { ...draft.private, "private.necessity": reasons },
    body: Object.fromEntries(body),
  };
}
