import { createConditions, isChild } from "@safepassage/policy";
import {
  addHours,
  atLeaf,
  atMessage,
  definePart,
  defineParts,
  eventsOf,
  type GroupView,
  happenedBy,
  type LeafView,
  lacks,
  leavesOf,
  POLICY_NEEDS,
  policyInput,
} from "@safepassage/rules";
import { codesMarked } from "@safepassage/schema";

/**
 * An adult who was found decides who learns where she is; for a child, an authority decides promptly.
 * Nobody is looked for whom a suspect may want to find.
 */
export const r40 = defineParts({
  id: "R40",
  codes: [
    "R40_WHEREABOUTS_WITHOUT_CONSENT",
    "R40_NO_DECISION",
    "R40_REPORTER_TOLD_MORE",
    "R40_REPORTER_NOT_CHECKED",
  ],
  parts: [
    definePart({
      about: { fields: ["alert.located"] },
      needs: POLICY_NEEDS,
      evaluate(view) {
        const { claims, groups, leaves } = view;
        if (!leaves.some(isLocated) || !groups.some(isAdult)) return "notApplicable";
        if (!NO_AUTHORITIES.has(claims["env.recipient.agencyType"])) return [];
        const holds = createConditions(policyInput(view));
        return leaves
          .filter(({ kind, field }) => REVEALING.has(kind) || field.id === "alert.lastSeen")
          .filter(({ gid, index }) => !holds({ cond: "CONSENT" }, gid, index))
          .map((leaf) => atLeaf("R40_WHEREABOUTS_WITHOUT_CONSENT", leaf));
      },
    }),
    definePart({
      severity: "warn",
      about: { kinds: ["subject"] },
      needs: ["history"],
      evaluate({ facts, groups, leaves, now }) {
        const located = eventsOf(facts.history, LOCATED);
        if (!groups.some((group) => group.kind === "subject" && isChild(group)))
          return "notApplicable";
        if (located.length === 0 && !leaves.some(isLocated)) return "notApplicable";
        const [{ at } = {}] = located;
        if (at === undefined) return lacks("history.events");
        const due = addHours(at, DECISION_HOURS);
        if (now <= due) return [];
        const isDecided = happenedBy(facts.history, "childDecided", due);
        if (isDecided === undefined) return lacks("history.events");
        return isDecided ? [] : [atMessage("R40_NO_DECISION")];
      },
    }),
    definePart({
      severity: "warn",
      about: { events: true },
      needs: ["history"],
      evaluate({ facts }) {
        const told = eventsOf(facts.history, TOLD);
        if (told.length === 0) return "notApplicable";
        if (told.some(({ content }) => content !== undefined && content !== ADMITTED)) {
          return [atMessage("R40_REPORTER_TOLD_MORE")];
        }
        return told.some(({ content }) => content === undefined) ? lacks("history.events") : [];
      },
    }),
    definePart({
      stage: "schema",
      about: { fields: ["alert.reporter"] },
      needs: [],
      evaluate({ leaves }) {
        return leavesOf("alert.reporter", leaves)
          .filter(({ value }) => value !== "noneKnown")
          .map((leaf) => atLeaf("R40_REPORTER_NOT_CHECKED", leaf));
      },
    }),
  ],
});

const isLocated = ({ field, value }: LeafView): boolean =>
  field.id === "alert.located" && value === true;

/** Whether the person is an adult. Unknown age counts as adult, so that consent is required. */
const isAdult = ({ kind, ageClass }: GroupView): boolean =>
  kind === "subject" && (ageClass === "adult" || ageClass === "unknown");

const LOCATED: ReadonlySet<string> = new Set(["located"]);
const TOLD: ReadonlySet<string> = new Set(["reporterTold"]);
/** All that the person who reported may be told. */
const ADMITTED = "deletedBecauseLocated";
const REVEALING: ReadonlySet<string> = new Set(["location", "contact", "travel"]);
const NO_AUTHORITIES: ReadonlySet<string> = new Set([
  ...codesMarked("agency_type", "private"),
  "internationalOrganisation",
]);
const DECISION_HOURS = 12;
