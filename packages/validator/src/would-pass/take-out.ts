import type { Body, Draft, Group } from "@safepassage/schema";

/** The smallest part to remove from a body: all values of one field of a group, or the whole group. */
export interface Unit {
  readonly gid: string;
  /** Absent for the whole group. */
  readonly field?: string;
}

/** Finds the unit of a body that a finding points at, if any. */
export function findUnit(pointer: string, body: Body): Unit | undefined {
  const [, part, gid = "", name = ""] = pointer.split("/");
  const group = part === "body" && Object.hasOwn(body, gid) ? body[gid] : undefined;
  if (group === undefined) return undefined;
  // A header belongs to its group, so a faulty header removes the group.
  return group.leaves.some(({ f }) => f === name) ? { gid, field: name } : { gid };
}

/** Whether a unit includes a field of a group. */
export function isIn(unit: Unit, gid: string, field: string): boolean {
  return unit.gid === gid && (unit.field === undefined || unit.field === field);
}

/** Removes units from a draft, with the links to removed groups and the reasons for them. */
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
