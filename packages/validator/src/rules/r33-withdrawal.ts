import { defineRule } from "../rule.ts";

/** A withdrawn consent reaches everyone whose only ground it was. */
export const r33 = defineRule({
  id: "R33",
  sentences: {
    R33_RECIPIENT_NOT_TOLD:
      "Consent was withdrawn, and not every agency that held the data on that consent alone was told to erase it.",
  },
  needs: ["history"],
  evaluate({ facts }) {
    const { event } = facts.history;
    if (event?.kind !== "consentWithdrawn") return "notApplicable";
    const told = event.correctedRecipients ?? [];
    const owed = (event.onlyBasisRecipients ?? []).filter((recipient) => !told.includes(recipient));
    // The recipients are named by the lifecycle; the message alone does not show them.
    return owed.length === 0 ? [] : [{ code: "R33_RECIPIENT_NOT_TOLD", pointer: "" }];
  },
});
