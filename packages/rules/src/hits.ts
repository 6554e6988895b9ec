import type { GroupView, LeafView } from "./message-view.ts";
import type { Hit, Lacking } from "./rule.ts";

/** A hit at a leaf: the pointer names the field, whatever number of values it has. */
export function atLeaf<const C extends string>(code: C, { gid, kind, field }: LeafView): Hit<C> {
  return { code, pointer: `/body/${gid}/${field.id}`, groupKind: kind, field: field.id };
}

/** A hit at a claim of `clear` or `private`. */
export function atClaim<const C extends string>(code: C, claim: string): Hit<C> {
  const part = claim.startsWith("private.") ? "private" : "clear";
  return { code, pointer: `/${part}/${claim}`, field: claim };
}

/** A hit at a group, or at a member of its header. */
export function atGroup<const C extends string>(
  code: C,
  group: GroupView,
  member?: string,
  field?: string,
): Hit<C> {
  const place = `/body/${group.gid}`;
  return {
    code,
    pointer: member === undefined ? place : `${place}/${member}`,
    // A kind outside the catalogue is the sender's text, not an id.
    ...(group.entry === undefined ? {} : { groupKind: group.kind }),
    ...(field === undefined ? {} : { field }),
  };
}

/** Says that members of a fact are not known: what rests on them is not evaluated. */
export function lacks(...missing: readonly [string, ...string[]]): Lacking {
  return { missing };
}
