import { atGroup, defineRule } from "@safepassage/rules";

/** An assessment names who keeps the underlying record, so that it can be questioned. */
export const r13 = defineRule({
  id: "R13",
  codes: ["R13_HOLDER_MISSING"],
  needs: [],
  evaluate({ groups }) {
    if (!groups.some(({ meta }) => meta !== undefined)) return "notApplicable";
    return groups
      .filter(({ meta }) => meta?.nature === "assessment")
      .filter(({ presentFields }) => !presentFields.has("meta.holderRef"))
      .map((group) => atGroup("R13_HOLDER_MISSING", group, "meta/holderRef", "meta.holderRef"));
  },
});
