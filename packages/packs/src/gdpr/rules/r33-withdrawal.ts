import { addHours, atMessage, defineRule, eventsOf } from "@safepassage/rules";

/** A withdrawal of consent is sent to every recipient whose only legal basis was that consent. */
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
        // Without a time, the period is over: the event is known, so it has happened.
        (at === undefined || now > addHours(at, TOLD_HOURS)) &&
        onlyBasisRecipients.some((recipient) => correctedRecipients?.includes(recipient) !== true),
    );
    // The recipients come from the history, so no place in the message can be named.
    return isOwed ? [atMessage("R33_RECIPIENT_NOT_TOLD")] : [];
  },
});

const KINDS: ReadonlySet<string> = new Set(["consentWithdrawn"]);
/** Our own limit; no law sets one. */
const TOLD_HOURS = 24;
