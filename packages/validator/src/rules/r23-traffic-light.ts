import { atLeaf, defineRule, type LeafView, specialLeaves } from "@safepassage/rules";

/**
 * Data about a person are not marked for wide sharing. A mark only restricts: no rule or purpose admits a
 * recipient because of one.
 */
export const r23 = defineRule({
  id: "R23",
  codes: ["R23_SHARED_TOO_WIDELY"],
  about: { holds: ["env.handling.tlp"] },
  needs: [],
  evaluate(view) {
    const open = OPEN_TO.get(view.claims["env.handling.tlp"]);
    if (open === undefined) return [];
    const special = new Set(specialLeaves(view));
    // A special code reveals more than its field's sensitivity says.
    const isOpen = (leaf: LeafView): boolean =>
      open.has(leaf.field.sensitivity) && !special.has(leaf);
    return view.leaves
      .filter((leaf) => !isOpen(leaf))
      .map((leaf) => atLeaf("R23_SHARED_TOO_WIDELY", leaf));
  },
});

/** Sensitivities allowed under the marks for a community and for everybody. */
const OPEN_TO: ReadonlyMap<unknown, ReadonlySet<string>> = new Map([
  ["TLP:GREEN", new Set(["P0", "P1", "P2"])],
  ["TLP:CLEAR", new Set(["P0", "P1"])],
]);
