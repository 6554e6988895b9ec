import { isVictim } from "@safepassage/policy";
import {
  atClaim,
  atGroup,
  atLeaf,
  atLeaves,
  definePart,
  defineParts,
  type GroupView,
  type LeafView,
  type MessageView,
} from "@safepassage/rules";
import { claimsDanger, findPurpose, hasMark } from "@safepassage/schema";
import { namesAny } from "../concepts/names-entity.ts";

/** Nothing shows where a victim is, and no shelter is named. */
export const r36 = defineParts({
  id: "R36",
  codes: [
    "R36_WHEREABOUTS",
    "R36_PRECISE_PLACE_NOT_ADMITTED",
    "R36_PRECISE_PLACE_OF_VICTIM",
    "R36_VICTIM_MAY_BE_THERE",
    "R36_VENUE_FORBIDDEN",
    "R36_REFUGE_IS_PARTY",
    "R36_REFUGE_NAMED",
  ],
  parts: [
    definePart({
      stage: "schema",
      needs: [],
      evaluate(view) {
        const hits = [];
        const isWarning = warnsOfDanger(view);
        // Presence is enough: even a malformed value may be an address.
        for (const group of view.groups) {
          if (group.presentFields.has(CURRENT) && !isWarning) hits.push(...whereabouts(group));
          if (group.presentFields.has(PRECISE)) hits.push(...precisePlace(group, view, isWarning));
        }
        // The type refuses a venue that may not be named, but it is a leak too.
        for (const { code: issue, field, pointer } of view.issues) {
          if (issue === "CODE_FORBIDDEN" && field === VENUE) {
            const code = "R36_VENUE_FORBIDDEN" as const;
            hits.push({ code, pointer, groupKind: "location", field });
          }
        }
        return hits;
      },
    }),
    definePart({
      stage: "context",
      needs: ["registry"],
      evaluate({ facts, message, groups }) {
        const { sender, recipient, shelters } = facts.registry;
        const names = (value: unknown) => namesAny(value, shelters);
        const hits = [];
        if (sender.flags.shelter) hits.push(atClaim("R36_REFUGE_IS_PARTY", "env.sender.agencyId"));
        if (recipient.flags.shelter) {
          hits.push(atClaim("R36_REFUGE_IS_PARTY", "env.recipient.agencyId"));
        }
        if (shelters.length === 0) return hits;
        for (const [claim, value] of Object.entries({ ...message.clear, ...message.private })) {
          if (names(value)) hits.push(atClaim("R36_REFUGE_NAMED", claim));
        }
        for (const group of groups) {
          hits.push(...atLeaves("R36_REFUGE_NAMED", group.leaves, ({ value }) => names(value)));
          if (names(group.meta?.holderRef)) {
            hits.push(atGroup("R36_REFUGE_NAMED", group, "meta/holderRef", "meta.holderRef"));
          }
        }
        return hits;
      },
    }),
  ],
});

/** Hits for every leaf of the group, because all of them say something about where she is. */
const whereabouts = (group: GroupView) => [
  atGroup("R36_WHEREABOUTS", group, CURRENT, CURRENT),
  ...group.leaves.map((leaf) => atLeaf("R36_WHEREABOUTS", leaf)),
];

/**
 * Whether the message warns of immediate danger and says who is in it. Where it does, whoever can help must
 * learn the place. That danger is shown for each place is rule R82, which lets a warning wait to be mended.
 */
const warnsOfDanger = ({ message: { clear, private: hidden }, leaves }: MessageView): boolean =>
  clear["env.purpose"] === "IMMEDIATE_DANGER" &&
  claimsDanger(clear, hidden["private.urgency"]) &&
  leaves.some(({ field }) => field.id === "danger.kind");

function precisePlace(
  group: GroupView,
  { concern, groups, message }: MessageView,
  isWarning: boolean,
) {
  const hits = [];
  const isAdmitted = ({ field, value }: LeafView): boolean =>
    field.id === "location.kind" && hasMark("location_kind", String(value), "preciseAllowed");
  if (!group.leaves.some(isAdmitted)) {
    hits.push(atGroup("R36_PRECISE_PLACE_NOT_ADMITTED", group, PRECISE, PRECISE));
  }
  if (isWarning) return hits;
  const concerned = concern.personsOf(group.gid);
  if (groups.some((one) => concerned.includes(one.gid) && isVictim(one))) {
    const { pastScenes } = findPurpose(message.clear["env.purpose"] ?? "") ?? {};
    if (pastScenes !== true) {
      hits.push(atGroup("R36_PRECISE_PLACE_OF_VICTIM", group, PRECISE, PRECISE));
    } else if (!isLeft(group)) {
      hits.push(atGroup("R36_VICTIM_MAY_BE_THERE", group, PRECISE, PRECISE));
    }
  }
  return hits;
}

/** Whether it is a fact, which nobody contests, that she is not there: else the place is where she is. */
const isLeft = ({ leaves, meta }: GroupView): boolean =>
  (meta?.verified === "verified" || meta?.verified === "notVerified") &&
  leaves.some(
    ({ field, value, nature }) =>
      field.id === "location.victimPresent" && value === "no" && nature === "fact",
  );

const CURRENT = "location.subjectCurrent";
const PRECISE = "location.precise";
const VENUE = "location.venueType";
