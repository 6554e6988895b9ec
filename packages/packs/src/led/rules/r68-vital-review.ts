import {
  addHours,
  atClaim,
  definePart,
  defineParts,
  eventsOf,
  happenedBy,
  knowsAllEvents,
  lacks,
} from "@safepassage/rules";
import { CODE_LISTS } from "@safepassage/schema";
import { LED_CODES } from "../code-lists.ts";

const WARNING = "IMMEDIATE_DANGER";

/** A sender that skips a safeguard because a life is at stake has it reviewed within a day. */
export const r68 = defineParts({
  id: "R68",
  codes: ["R68_NOT_REVIEWED", "R68_ORIGIN_NOT_TOLD", "R68_NO_SECOND_REVIEW", "R68_NOT_RECALLED"],
  parts: [
    definePart({
      severity: "warn",
      needs: [
        "env.createdAt",
        "env.purpose",
        "env.sender.country",
        "private.urgency",
        "private.necessity",
        "private.provenance",
        "history",
      ],
      evaluate({ claims, facts, leaves, now }) {
        const reasons = claims["private.necessity"];
        const isAhead = reasons.some(({ reason }) => reason === "AUTHORISATION_NOT_IN_TIME");
        // As the condition VITAL: an urgent message opens fields too. Part b is about warnings.
        const isVital =
          claims["env.purpose"] !== WARNING &&
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
    definePart({
      severity: "warn",
      about: {
        claims: { "env.purpose": new Set([WARNING]), "env.messageType": new Set(["alert"]) },
      },
      needs: [
        "env.createdAt",
        "env.purpose",
        "env.messageType",
        "env.recipient.agencyId",
        "history",
      ],
      evaluate({ claims, facts, now }) {
        const due = addHours(claims["env.createdAt"], REVIEW_HOURS);
        const reviews = eventsOf(facts.history, new Set(["vitalReviewed"]));
        const hits = [];
        const isReviewed = reviews.some(
          ({ at, content, second }) =>
            at !== undefined && at <= due && second === true && OUTCOMES.has(content),
        );
        if (now > due && !isReviewed) {
          if (!knowsAllEvents(facts.history)) return lacks("history.events");
          hits.push(atClaim("R68_NO_SECOND_REVIEW", "private.urgency"));
        }
        const isLeft = reviews.some(
          ({ at, content, correctedRecipients = [] }) =>
            content === "mistaken" &&
            at !== undefined &&
            now > addHours(at, REVIEW_HOURS) &&
            !correctedRecipients.includes(claims["env.recipient.agencyId"]),
        );
        if (isLeft) hits.push(atClaim("R68_NOT_RECALLED", "private.urgency"));
        return hits;
      },
    }),
  ],
});

/** Our own limit; no law sets one. */
const REVIEW_HOURS = 24;
const VITAL_REASONS: ReadonlySet<string> = new Set(LED_CODES.vitalReasons);
const OUTCOMES: ReadonlySet<unknown> = new Set(
  CODE_LISTS["review_outcome"]?.codes.map(({ code }) => code),
);
