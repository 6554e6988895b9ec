import type { Group, Leaf } from "@safepassage/schema";

/** A leaf and its origin. */
export interface WorkLeaf {
  readonly leaf: Leaf;
  /** Index in the account; `undefined` for a value that was added. */
  readonly origin: number | undefined;
}

/** A group and what is left of it. */
export interface WorkGroup {
  /** The group as given. */
  readonly group: Group;
  readonly links: readonly string[];
  readonly leaves: readonly WorkLeaf[];
}
