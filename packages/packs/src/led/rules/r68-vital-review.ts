import {
  addHours,
  atClaim,
  definePart,
  type Hit,
  happenedBy,
  lacks,
  type Rule,
} from "@safepassage/rules";
import { LED_CODES } from "../code-lists.ts";

/** Whoever skips a safeguard because a life is at stake answers for it the next day. */
export const r68: Rule = {
  id: "R68",
  codes: ["R68_NOT_REVIEWED", "R68_ORIGIN_NOT_TOLD"],
  parts: [
    definePart({
      part: "a",
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
        // A history that knows of the one knows of the other.
        if (isReviewed === undefined || isTold === undefined) return lacks("history.events");
        const hits: Hit<Code>[] = [];
        if (!isReviewed) hits.push(atClaim("R68_NOT_REVIEWED", "private.urgency"));
        if (!isTold) hits.push(atClaim("R68_ORIGIN_NOT_TOLD", "private.provenance"));
        return hits;
      },
    }),
  ],
};

type Code = "R68_NOT_REVIEWED" | "R68_ORIGIN_NOT_TOLD";

/** Ours. */
const REVIEW_HOURS = 24;
/** Reasons with which the condition VITAL holds. */
const VITAL_REASONS: ReadonlySet<string> = new Set(LED_CODES.vitalReasons);
