import { atLeaf, defineRule, type LeafView, specialLeaves } from "@safepassage/rules";
import { findCode } from "@safepassage/schema";

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
    const tlp = view.claims["env.handling.tlp"];
    const open = tlp === undefined ? undefined : OPEN_TO.get(rankOfMark(tlp));
    if (open === undefined) return tlp === undefined ? "notApplicable" : [];
    const special = new Set(specialLeaves(view));
    // A code can reveal more than its field: it counts as what it reveals.
    const isOpen = (leaf: LeafView): boolean =>
      open.has(leaf.field.sensitivity) && !special.has(leaf);
    return view.leaves
      .filter((leaf) => !isOpen(leaf))
      .map((leaf) => atLeaf("R23_SHARED_TOO_WIDELY", leaf));
  },
});

/** From 0, for the persons named, to 4, for everybody. */
const rankOfMark = (code: string): number => Number(findCode("tlp_2.0", code)?.["rank"]);

/** The sensitivities that a wide mark leaves open, by its rank: TLP:GREEN and TLP:CLEAR. */
const OPEN_TO: ReadonlyMap<number, ReadonlySet<string>> = new Map([
  [3, new Set(["P0", "P1", "P2"])],
  [4, new Set(["P0", "P1"])],
]);
