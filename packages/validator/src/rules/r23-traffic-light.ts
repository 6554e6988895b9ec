import { atLeaf, defineRule, type LeafView, specialLeaves } from "@safepassage/rules";

/**
 * What tells of a person is not marked for everybody. A mark only narrows: no rule and no purpose
 * admits a recipient because of one.
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
    // A code can reveal more than its field: it counts as what it reveals.
    const isOpen = (leaf: LeafView): boolean =>
      open.has(leaf.field.sensitivity) && !special.has(leaf);
    return view.leaves
      .filter((leaf) => !isOpen(leaf))
      .map((leaf) => atLeaf("R23_SHARED_TOO_WIDELY", leaf));
  },
});

/** The sensitivities that marks for a community and for everybody leave open. */
const OPEN_TO: ReadonlyMap<unknown, ReadonlySet<string>> = new Map([
  ["TLP:GREEN", new Set(["P0", "P1", "P2"])],
  ["TLP:CLEAR", new Set(["P0", "P1"])],
]);
