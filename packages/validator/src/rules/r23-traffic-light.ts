import { atLeaves, defineRule, type LeafView, specialLeaves } from "@safepassage/rules";

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
    const isClosed = (leaf: LeafView): boolean =>
      special.has(leaf) || !open.has(leaf.field.sensitivity);
    return atLeaves("R23_SHARED_TOO_WIDELY", view.leaves, isClosed);
  },
});

/** Sensitivities allowed under the marks for a community and for everybody. */
const OPEN_TO: ReadonlyMap<unknown, ReadonlySet<string>> = new Map([
  ["TLP:GREEN", new Set(["P0", "P1", "P2"])],
  ["TLP:CLEAR", new Set(["P0", "P1"])],
]);
