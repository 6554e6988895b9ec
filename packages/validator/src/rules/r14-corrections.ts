import { addPeriod, atMessage, definePart, defineParts, eventsOf, lacks } from "@safepassage/rules";
import type { LifecycleEvent } from "@safepassage/schema";

/** Recipients of wrong or unlawfully sent data are informed, and answer what they did. */
export const r14 = defineParts({
  id: "R14",
  codes: ["R14_RECIPIENT_NOT_TOLD", "R14_NOT_ANSWERED"],
  parts: [
    definePart({
      severity: "warn",
      about: { events: true },
      needs: ["agreement", "history"],
      evaluate({ facts, now }) {
        const events = eventsOf(facts.history, KINDS);
        if (events.length === 0) return "notApplicable";
        const { corrections } = facts.agreement;
        const hits = [];
        for (const event of events) {
          const { at, recipients } = event;
          if (recipients === undefined) return lacks("history.events");
          const open = openOf(event, recipients);
          if (open === undefined) continue;
          // Lateness depends on the agreed time; without one, nobody can tell.
          if (corrections === undefined) return lacks("agreement.corrections");
          if (at === undefined) return lacks("history.events");
          if (now.slice(0, 10) > addPeriod(at.slice(0, 10), corrections)) {
            hits.push(atMessage(open));
          }
        }
        return hits;
      },
    }),
  ],
});

function openOf({ correctedRecipients, answers }: LifecycleEvent, recipients: readonly string[]) {
  const isTold = recipients.every((one) => correctedRecipients?.includes(one));
  if (!isTold) return "R14_RECIPIENT_NOT_TOLD";
  const isAnswered = recipients.every((one) =>
    answers?.some(({ recipient, action }) => recipient === one && DONE.has(action)),
  );
  return isAnswered ? undefined : "R14_NOT_ANSWERED";
}

const KINDS: ReadonlySet<string> = new Set(["errorFound", "unlawfulTransmission"]);
/** What a recipient must do (LED Art 16(6)). */
const DONE: ReadonlySet<string> = new Set(["rectify", "erase", "restrict"]);
