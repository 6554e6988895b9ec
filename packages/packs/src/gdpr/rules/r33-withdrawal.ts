import { addHours, defineRule, eventsOf } from "@safepassage/rules";

/** A withdrawn consent reaches everyone whose only ground it was. */
export const r33 = defineRule({
  id: "R33",
  codes: ["R33_RECIPIENT_NOT_TOLD"],
  about: { events: true },
  needs: ["history"],
  evaluate({ facts, now }) {
    const events = eventsOf(facts.history, KINDS);
    if (events.length === 0) return "notApplicable";
    const isOwed = events.some(
      ({ at, onlyBasisRecipients = [], correctedRecipients }) =>
        // Without a time it is over: whoever hands over an event has had it.
        (at === undefined || now > addHours(at, TOLD_HOURS)) &&
        onlyBasisRecipients.some((recipient) => correctedRecipients?.includes(recipient) !== true),
    );
    // The recipients are named by the lifecycle; the message alone does not show them.
    return isOwed ? [{ code: "R33_RECIPIENT_NOT_TOLD", pointer: "" }] : [];
  },
});

const KINDS: ReadonlySet<string> = new Set(["consentWithdrawn"]);
/** Ours. */
const TOLD_HOURS = 24;
