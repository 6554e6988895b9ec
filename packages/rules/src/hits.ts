import type { GroupView, LeafView } from "./message-view.ts";
import type { Hit, Lacking } from "./rule.ts";

/** Makes a hit at a leaf. Its pointer names the field, which may have several values. */
export function atLeaf<const C extends string>(code: C, { gid, kind, field }: LeafView): Hit<C> {
  return { code, pointer: `/body/${gid}/${field.id}`, groupKind: kind, field: field.id };
}

/** Makes a hit at each leaf that is wrong. */
export function atLeaves<const C extends string>(
  code: C,
  leaves: readonly LeafView[],
  isWrong: (leaf: LeafView) => boolean,
): Hit<C>[] {
  return leaves.filter(isWrong).map((leaf) => atLeaf(code, leaf));
}

/** Makes a hit at a claim of `clear` or `private`. */
export function atClaim<const C extends string>(code: C, claim: string): Hit<C> {
  const part = claim.startsWith("private.") ? "private" : "clear";
  return { code, pointer: `/${part}/${claim}`, field: claim };
}

/** Makes a hit about the whole message, in no place of it. */
export const atMessage = <const C extends string>(code: C): Hit<C> => ({ code, pointer: "" });

/** Makes a hit at a group, or at a member of its header. */
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
    // An unknown kind is text of the sender, which findings do not repeat.
    ...(group.entry === undefined ? {} : { groupKind: group.kind }),
    ...(field === undefined ? {} : { field }),
  };
}

/** Makes a hit in each group that has a field. A malformed value counts too: its presence says something. */
export const atPresent = <const C extends string>(
  code: C,
  field: string,
  groups: readonly GroupView[],
): Hit<C>[] =>
  groups
    .filter(({ presentFields }) => presentFields.has(field))
    .map((group) => atGroup(code, group, field, field));

/** Answers that members of a fact are unknown, so that the rule is not evaluated. */
export function lacks(...missing: readonly [string, ...string[]]): Lacking {
  return { missing };
}
