import type { ResolvedDisclosure } from "@safepassage/disclosure";

/** Which members and elements of a value came out of a disclosure of their own. */
export interface DisclosureTree {
  /** Digest of the disclosure that the value itself came out of. */
  digest?: string;
  /** By member name or index; only what is a disclosure, or holds one. */
  inner?: Map<string | number, DisclosureTree>;
}

/** Arranges resolved disclosures by where their values are. */
export function growDisclosureTree(resolved: readonly ResolvedDisclosure[]): DisclosureTree {
  const root: DisclosureTree = {};
  for (const { digest, path } of resolved) {
    let node = root;
    for (const step of path) node = descend(node, step);
    node.digest = digest;
  }
  return root;
}

/** Whether a member or element came out of a disclosure of its own. */
export function isDisclosed(tree: DisclosureTree | undefined, step: string | number): boolean {
  return tree?.inner?.get(step)?.digest !== undefined;
}

function descend(node: DisclosureTree, step: string | number): DisclosureTree {
  node.inner ??= new Map();
  const known = node.inner.get(step);
  if (known !== undefined) return known;
  const next: DisclosureTree = {};
  node.inner.set(step, next);
  return next;
}
