import { KINDS } from "@safepassage/schema";
import type { Change } from "./change.ts";
import type { WorkGroup } from "./work.ts";

/**
 * What adds a field that a message lacks: to an entry that may have it, or with a new entry. `undefined` for what is no field of an entry, and for
 * what stands in one already, to be filled in.
 *
 * @param to - Group ids of those whom a new entry is about.
 */
export function additionOf(
  f: string,
  groups: readonly WorkGroup[],
  to: readonly string[],
): Change | undefined {
  const kinds = Object.entries(KINDS).filter(([, { fields, header }]) =>
    [...fields, ...header.map((id) => id.replace(/\?$/, ""))].includes(f),
  );
  const group = groups.find(({ kind }) => kinds.some(([one]) => one === kind));
  const [kind, entry] = kinds[0] ?? [];
  if (kind === undefined || entry === undefined) return undefined;
  const isLeaf = entry.fields.includes(f);
  if (group === undefined) {
    const about = entry.person ? [] : to;
    return { do: "addGroup", kind, to: about, ...(isLeaf && { f }) };
  }
  const isThere = group.leaves.some((leaf) => leaf.f === f);
  return isLeaf && !isThere ? { do: "addValue", gid: group.gid, f } : undefined;
}
