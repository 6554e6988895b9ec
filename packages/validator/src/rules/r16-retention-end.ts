import {
  atClaim,
  definePart,
  defineParts,
  eventsOf,
  happenedBy,
  type Kept,
  keptUntil,
  lacks,
  type ViewWith,
} from "@safepassage/rules";

const NEEDS = [
  "env.retention.eraseBy",
  "env.createdAt",
  "env.purpose",
  "env.legalBasis",
  "env.handling.conditions",
] as const;
const MAY_USE = ["history", "agreement"] as const;

/** Data are erased on their day, unless they were kept lawfully before it, and reviewed before theirs. */
export const r16 = defineParts({
  id: "R16",
  codes: ["R16_NOT_ERASED", "R16_NOT_REVIEWED", "R16_KEPT_AFTER_REVIEW"],
  parts: [
    definePart({
      needs: NEEDS,
      mayUse: MAY_USE,
      evaluate(view) {
        // A message that can be judged is still held. A review that nobody shows keeps nothing.
        return view.now.slice(0, 10) > keptIn(view).until
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
    definePart({
      severity: "warn",
      needs: NEEDS,
      mayUse: MAY_USE,
      evaluate(view) {
        const day = view.now.slice(0, 10);
        if (day <= view.claims["env.retention.eraseBy"]) return "notApplicable";
        const { until, byReview } = keptIn(view);
        return byReview && day <= until
          ? [atClaim("R16_KEPT_AFTER_REVIEW", "env.retention.eraseBy")]
          : [];
      },
    }),
  ],
});

type ThisView = ViewWith<(typeof NEEDS)[number], (typeof MAY_USE)[number]>;

function keptIn({ claims, facts: { history, agreement } }: ThisView): Kept {
  const events = history === undefined ? [] : eventsOf(history, KEEPING);
  // A history of one's own making may list them in any order.
  const happened = events.toSorted((a, b) => Date.parse(a.at ?? "") - Date.parse(b.at ?? ""));
  return keptUntil(claims, happened, agreement);
}

const KEEPING: ReadonlySet<string> = new Set(["reviewed", "extended"]);
