import { atClaim, definePart, defineParts, happenedBy, lacks } from "@safepassage/rules";

/** Data are erased on their day and reviewed before it. */
export const r16 = defineParts({
  id: "R16",
  codes: ["R16_NOT_ERASED", "R16_NOT_REVIEWED"],
  parts: [
    definePart({
      needs: ["env.retention.eraseBy"],
      evaluate({ claims, now }) {
        // A message that can be judged is still held.
        return now.slice(0, 10) > claims["env.retention.eraseBy"]
          ? [atClaim("R16_NOT_ERASED", "env.retention.eraseBy")]
          : [];
      },
    }),
    definePart({
      severity: "warn",
      about: { holds: ["env.retention.reviewBy"] },
      needs: ["history"],
      evaluate({ claims, facts, now }) {
        const reviewBy = claims["env.retention.reviewBy"];
        if (reviewBy === undefined) return "notApplicable";
        if (now.slice(0, 10) <= reviewBy) return [];
        const isReviewed = happenedBy(facts.history, "reviewed", now);
        if (isReviewed === undefined) return lacks("history.events");
        return isReviewed ? [] : [atClaim("R16_NOT_REVIEWED", "env.retention.reviewBy")];
      },
    }),
  ],
});
