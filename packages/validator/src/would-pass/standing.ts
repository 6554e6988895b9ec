import { type Minimised, type PlacedLeaf, rungsOf } from "@safepassage/policy";
import { type Body, type Draft, type Leaf, rankOf } from "@safepassage/schema";
import { keyOf, keysOf } from "./put-back.ts";

/** A draft made from a message, and which of its values replace values of the message. */
export interface Standing {
  readonly draft: Draft;
  /** Keys of the draft's values. */
  readonly keys: ReadonlySet<string>;
  /** Coarser values that replace a value of the message, by its key. */
  readonly forms: ReadonlyMap<string, readonly PlacedLeaf[]>;
  /** Coarser values that the policy added beside others. */
  readonly added: readonly PlacedLeaf[];
}

/** Describes what the policy made of a body, in which the replacements `before` already were. */
export function standingOf(
  body: Body,
  { draft, account, added }: Minimised,
  before: Standing["forms"],
): Standing {
  const keys = keysOf(draft.body);
  const forms = new Map<string, readonly PlacedLeaf[]>();
  for (const { gid, leaf: place, outcome, coarsenedTo } of account) {
    const leaf = place === undefined ? undefined : body[gid]?.leaves[place];
    if (leaf === undefined || outcome === "withheld") continue;
    for (const owner of ownersOf(gid, leaf, before)) {
      const standing = coarsenedTo ?? before.get(owner);
      if (standing?.every(({ gid: at, ...form }) => keys.has(keyOf(at, form)))) {
        forms.set(owner, standing);
      }
    }
  }
  return { draft, keys, forms, added };
}

/** Lists the keys that a value represents: its own, and those of values that it replaces. */
export function ownersOf(gid: string, leaf: Leaf, forms: Standing["forms"]): readonly string[] {
  const key = keyOf(gid, leaf);
  const others = [...forms].filter(([, standing]) => standing.some((form) => isAt(form, key)));
  return [key, ...others.map(([owner]) => owner)];
}

/** Whether a draft says everything that another says about a message, and more. */
export function isFuller(fuller: Standing, than: Standing, values: ReadonlySet<string>): boolean {
  const [body, before] = [fuller.draft.body, than.draft.body];
  let isMore = false;
  for (const [gid, { links }] of Object.entries(before)) {
    const group = body[gid];
    if (group === undefined || !links.every((link) => group.links.includes(link))) return false;
    if (group.links.length > links.length) isMore = true;
  }
  for (const key of values) {
    const [now, then] = [finenessOf(key, fuller), finenessOf(key, than)];
    if (now < then) return false;
    if (now > then) isMore = true;
  }
  return isMore;
}

/** Fineness of a value: 0 if it is gone, infinite if unchanged, otherwise by the rung of its coarser form. */
function finenessOf(key: string, { keys, forms }: Standing): number {
  if (keys.has(key)) return Number.POSITIVE_INFINITY;
  const ranks = forms
    .get(key)
    ?.flatMap(({ f, v }) => rungsOf(f, v))
    .map(({ ladder, rung }) => rankOf(ladder, rung) ?? 0);
  return ranks === undefined ? 0 : 1 + Math.max(0, ...ranks);
}

const isAt = ({ gid, ...form }: PlacedLeaf, key: string): boolean => keyOf(gid, form) === key;
