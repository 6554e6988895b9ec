import { type Body, KINDS, type Leaf } from "@safepassage/schema";
import type { Filling, Refusals } from "./filling.ts";
import { type Asked, keyOf, waysBack } from "./put-back.ts";

/**
 * Puts back into a draft whatever is accepted beside the rest, until nothing more is: first everything a
 * group has lost at once, then value by value. Two values that need each other come back only if they are
 * all that their group has lost.
 *
 * @param refusals - Default: what rules refused stays out, and they are not asked again.
 */
export function fill(filling: Filling, asked: Asked, refusals?: Refusals): void {
  const groups = inOrder(asked.body);
  let isMore = true;
  while (isMore && !filling.isExhausted()) {
    isMore = false;
    // A value that came back may allow one that failed before.
    for (const [gid, leaves] of groups) {
      if (fillGroup(filling, asked, gid, leaves, refusals)) isMore = true;
    }
  }
}

function fillGroup(
  filling: Filling,
  asked: Asked,
  gid: string,
  leaves: readonly Leaf[],
  refusals: Refusals | undefined,
): boolean {
  const put = (some: readonly Leaf[]): boolean => {
    const ways = waysBack(filling.roomFor(gid, some), asked, gid, some);
    return filling.attempt(ways, new Set(some.map((leaf) => keyOf(gid, leaf))), refusals);
  };
  const isGone = (leaf: Leaf): boolean => !filling.holds(gid, leaf);
  const gone = leaves.filter(isGone);
  let isMore = gone.length > 1 && put(gone);
  // A value that came back may have brought others with it.
  for (const leaf of gone) {
    if (filling.isExhausted()) return isMore;
    if (isGone(leaf) && put([leaf])) isMore = true;
  }
  return isMore;
}

/** The groups and their values in the order of trying, which does not depend on that of the message. */
function inOrder(body: Body): readonly (readonly [string, readonly Leaf[]])[] {
  const kinds = Object.keys(KINDS);
  return Object.entries(body)
    .toSorted(
      ([one, { kind }], [other, { kind: otherKind }]) =>
        kinds.indexOf(kind) - kinds.indexOf(otherKind) || (one < other ? -1 : 1),
    )
    .map(([gid, { leaves }]) => [
      gid,
      leaves.toSorted((one, other) => (keyOf(gid, one) < keyOf(gid, other) ? -1 : 1)),
    ]);
}
