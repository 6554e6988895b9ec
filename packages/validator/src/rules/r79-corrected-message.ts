import {
  atGroup,
  atLeaf,
  correctionGroups,
  definePart,
  defineParts,
  type Facts,
  type FormFaultCode,
  findCorrected,
  formFaults,
  type MessageView,
  type TargetFaultCode,
} from "@safepassage/rules";

/**
 * Each value of a correction belongs in one place of a message that its sender sent and the judge holds.
 * The engine judges the corrected message itself by all rules.
 */
export const r79 = defineParts({
  id: "R79",
  codes: [
    "R79_VALUE_AMBIGUOUS",
    "R79_VALUE_UNASKED",
    "R79_SEVERAL_MESSAGES",
    "R79_NOT_CORRECTABLE",
    "R79_TARGET_NOT_HELD",
    "R79_NOT_SENT_BY_YOU",
    "R79_NOT_IN_EXCHANGE",
    "R79_EARLIER_CATALOGUE",
    "R79_ENDS_EARLIER",
    "R79_TARGET_NO_LEAF",
  ],
  parts: [
    definePart({
      stage: "schema",
      about: { fields: ["correction.value"] },
      needs: [],
      evaluate: (view) => hitsOf(view, formFaults(correctionGroups(view.message.body))),
    }),
    definePart({
      about: { fields: ["correction.value"] },
      needs: [],
      evaluate(view) {
        // Without a history the judge holds no message, so the correction is refused, not skipped.
        const { history } = view.facts as Partial<Facts>;
        const found = findCorrected(view, history);
        if (found === undefined || "held" in found) return [];
        return hitsOf(view, found);
      },
    }),
  ],
});

/** Makes a hit for each fault, even in a group without leaves: an unreported fault would let values pass. */
function hitsOf(
  { groups }: MessageView,
  faults: readonly { readonly gid: string; readonly code: FormFaultCode | TargetFaultCode }[],
) {
  return faults.flatMap(({ gid, code }) =>
    groups
      .filter((group) => group.gid === gid)
      .map((group) => {
        const value = group.leaves.find(({ field }) => field.id === "correction.value");
        const leaf = value ?? group.leaves[0];
        return leaf === undefined ? atGroup(code, group) : atLeaf(code, leaf);
      }),
  );
}
