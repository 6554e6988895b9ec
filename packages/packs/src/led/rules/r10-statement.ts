import { atLeaf, defineRule } from "@safepassage/rules";

/** A statement is marked as confirmed only once it has been verified. */
export const r10 = defineRule({
  id: "R10",
  codes: ["R10_STATEMENT_AS_CERTAIN"],
  needs: [],
  evaluate({ groups }) {
    return groups
      .filter(({ meta }) => meta?.infoEval === "1" && meta.verified !== "verified")
      .flatMap(({ leaves }) => leaves.filter(({ nature }) => nature === "statement"))
      .map((leaf) => atLeaf("R10_STATEMENT_AS_CERTAIN", leaf));
  },
});
