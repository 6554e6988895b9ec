import { createConditions, isChild, isIdentifying } from "@safepassage/policy";
import {
  atClaim,
  atLeaf,
  definePart,
  defineParts,
  type LeafView,
  POLICY_NEEDS,
  policyInput,
} from "@safepassage/rules";

/**
 * A child is identified only where the catalogue's condition CHILD_IDENTITY holds: somebody stands up
 * for the child, the alert looks for it, or investigators tell each other.
 */
export const r37 = defineParts({
  id: "R37",
  codes: ["R37_CHILD_IDENTIFIED", "R37_SHARED_WIDELY"],
  parts: [
    definePart({
      stage: "schema",
      about: { kinds: ["subject"] },
      needs: [],
      evaluate({ claims, groups }) {
        if (!groups.some(isChild)) return "notApplicable";
        return WIDE.has(claims["env.handling.tlp"])
          ? [atClaim("R37_SHARED_WIDELY", "env.handling.tlp")]
          : [];
      },
    }),
    definePart({
      about: { kinds: ["subject"] },
      needs: POLICY_NEEDS,
      evaluate(view) {
        const { concern, groups, leaves } = view;
        const children = new Set(groups.filter(isChild).map(({ gid }) => gid));
        if (children.size === 0) return "notApplicable";
        const holds = createConditions(policyInput(view));
        const identifies = ({ gid, kind, field }: LeafView): boolean =>
          kind === "identity" &&
          isIdentifying(field.sensitivity) &&
          concern.personsOf(gid).some((person) => children.has(person));
        return leaves
          .filter((leaf) => identifies(leaf) && !holds(MAY_BE_TOLD, leaf.gid, leaf.index))
          .map((leaf) => atLeaf("R37_CHILD_IDENTIFIED", leaf));
      },
    }),
  ],
});

const MAY_BE_TOLD = { cond: "CHILD_IDENTITY" };
/** Marks for a community and for everybody. */
const WIDE: ReadonlySet<unknown> = new Set(["TLP:GREEN", "TLP:CLEAR"]);
