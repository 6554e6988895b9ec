import { addHours, atClaim, definePart, defineParts, happenedBy, lacks } from "@safepassage/rules";
import { LED_CODES } from "../code-lists.ts";

/** A sender that skips a safeguard because a life is at stake has it reviewed within a day. */
export const r68 = defineParts({
  id: "R68",
  codes: ["R68_NOT_REVIEWED", "R68_ORIGIN_NOT_TOLD"],
  parts: [
    definePart({
      severity: "warn",
      needs: [
        "env.createdAt",
        "env.sender.country",
        "private.urgency",
        "private.necessity",
        "private.provenance",
        "history",
      ],
      evaluate({ claims, facts, leaves, now }) {
        const reasons = claims["private.necessity"];
        const isAhead = reasons.some(({ reason }) => reason === "AUTHORISATION_NOT_IN_TIME");
        // As the condition VITAL, and wider than isThreatToLife: an urgent message opens fields too.
        const isVital =
          claims["private.urgency"].ground === "threatToLife" &&
          claims["private.urgency"].level !== "routine" &&
          reasons.some(({ reason }) => VITAL_REASONS.has(reason));
        if (!isAhead && !isVital) return "notApplicable";
        const due = addHours(claims["env.createdAt"], REVIEW_HOURS);
        if (now <= due) return [];
        const isReviewed =
          leaves.some(
            ({ field, value }) =>
              field.id === "assessment.vitalReview" &&
              (value as { done?: unknown }).done === true &&
              String((value as { at?: unknown }).at) <= due,
          ) || happenedBy(facts.history, "vitalReviewed", due);
        const hasOrigin = claims["private.provenance"].some(
          ({ originState }) => originState !== claims["env.sender.country"],
        );
        const isTold = !(isAhead || hasOrigin) || happenedBy(facts.history, "originInformed", due);
        // Both are events, so the history lacks both or neither.
        if (isReviewed === undefined || isTold === undefined) return lacks("history.events");
        const hits = [];
        if (!isReviewed) hits.push(atClaim("R68_NOT_REVIEWED", "private.urgency"));
        if (!isTold) hits.push(atClaim("R68_ORIGIN_NOT_TOLD", "private.provenance"));
        return hits;
      },
    }),
  ],
});

/** Our own limit; no law sets one. */
const REVIEW_HOURS = 24;
const VITAL_REASONS: ReadonlySet<string> = new Set(LED_CODES.vitalReasons);
