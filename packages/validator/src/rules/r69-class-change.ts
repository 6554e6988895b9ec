import {
  addHours,
  atGroup,
  atMessage,
  definePart,
  defineParts,
  eventsOf,
  lacks,
} from "@safepassage/rules";
import { isNarrowed } from "@safepassage/schema";

/** Recipients told that she is a victim or a child are informed when she no longer counts as one. */
export const r69 = defineParts({
  id: "R69",
  codes: ["R69_RECIPIENT_NOT_TOLD", "R69_OVERSIGHT_NOT_TOLD"],
  parts: [
    definePart({
      severity: "warn",
      about: { kinds: ["subject"] },
      needs: ["env.createdAt", "env.recipient.agencyId", "history"],
      evaluate({ claims, facts, groups, now }) {
        const people = groups.filter(({ kind }) => kind === "subject");
        const { person, people: byGid = {}, log } = facts.history;
        const hits = [];
        let isOpen = false;
        for (const group of people) {
          const told = (Object.hasOwn(byGid, group.gid) ? byGid[group.gid] : person)?.told;
          if (told === undefined) return lacks("history.people");
          const narrowed = told.filter((one) => isNarrowed(one, group));
          // This message itself informs its recipient; the others are informed within the time.
          if (narrowed.length === 0 || now <= addHours(claims["env.createdAt"], TOLD_HOURS)) {
            continue;
          }
          if (narrowed.some(({ recipient }) => recipient !== claims["env.recipient.agencyId"])) {
            hits.push(atGroup("R69_RECIPIENT_NOT_TOLD", group));
          }
          if (log.oversightInformed === false) hits.push(atGroup("R69_OVERSIGHT_NOT_TOLD", group));
          isOpen ||= log.oversightInformed === undefined;
        }
        return isOpen && hits.length === 0 ? lacks("history.log") : hits;
      },
    }),
    definePart({
      severity: "warn",
      about: { events: true },
      needs: ["history"],
      evaluate({ facts, now }) {
        const { history } = facts;
        const changes = eventsOf(history, CHANGES);
        if (changes.length === 0) return "notApplicable";
        const hits = [];
        let isOpen = false;
        for (const { at, recipients, correctedRecipients = [] } of changes) {
          if (at !== undefined && now <= addHours(at, TOLD_HOURS)) continue;
          isOpen ||= recipients === undefined || history.log.oversightInformed === undefined;
          if (recipients?.some((one) => !correctedRecipients.includes(one))) {
            hits.push(atMessage("R69_RECIPIENT_NOT_TOLD"));
          }
          if (history.log.oversightInformed === false) {
            hits.push(atMessage("R69_OVERSIGHT_NOT_TOLD"));
          }
        }
        return isOpen && hits.length === 0 ? lacks("history.events") : hits;
      },
    }),
  ],
});

const CHANGES: ReadonlySet<string> = new Set(["classChanged", "cameOfAge"]);
/** Our own limit, as for a withdrawn consent. */
const TOLD_HOURS = 24;
