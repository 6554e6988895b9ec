import { defineRule } from "../rule.ts";

/** A withdrawn consent reaches everyone whose only ground it was. */
export const r33 = defineRule({
  id: "R33",
  codes: ["R33_RECIPIENT_NOT_TOLD"],
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
