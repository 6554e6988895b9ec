import { atClaim, defineRule } from "@safepassage/rules";
import { citesSis } from "@safepassage/schema";

/** The shape mark agrees with the content: a mark opens fields, so it must be true. */
export const r70 = defineRule({
  id: "R70",
  codes: [
    "R70_SUBJECT_PRESENT",
    "R70_SIS_MARK_WITHOUT_BASIS",
    "R70_SIS_BASIS_WITHOUT_MARK",
    "R70_SIS_WRONG_PURPOSE",
  ],
  needs: ["env.shapeMark", "env.legalBasis", "env.purpose"],
  evaluate({ claims, groups }) {
    const mark = claims["env.shapeMark"];
    const sis = mark === "sis";
    const cited = citesSis(claims["env.legalBasis"]);
    const hits = [];
    if (sis && !cited) hits.push(atClaim("R70_SIS_MARK_WITHOUT_BASIS", "env.shapeMark"));
    if (cited && !sis) hits.push(atClaim("R70_SIS_BASIS_WITHOUT_MARK", "env.shapeMark"));
    if (sis && !ALERTS.has(claims["env.purpose"])) {
      hits.push(atClaim("R70_SIS_WRONG_PURPOSE", "env.shapeMark"));
    }
    if (mark === "noSubject" && groups.some(({ kind }) => ABOUT_PEOPLE.has(kind))) {
      hits.push(atClaim("R70_SUBJECT_PRESENT", "env.shapeMark"));
    }
    return hits;
  },
});

const ABOUT_PEOPLE = new Set(["subject", "identity", "contact", "suspect", "need"]);
/** Purposes whose messages may be alerts of the Schengen Information System. */
const ALERTS: ReadonlySet<unknown> = new Set(["MISSING_CHILD_ALERT", "VULNERABLE_ADULT_ALERT"]);
