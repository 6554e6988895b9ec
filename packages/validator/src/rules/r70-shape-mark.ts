import { atClaim } from "../hits.ts";
import { defineRule } from "../rule.ts";

/** The declared shape and the content agree: a mark unlocks fields, so it must be true. */
export const r70 = defineRule({
  id: "R70",
  sentences: {
    R70_SUBJECT_PRESENT: "The message is marked as naming no person, and has a group about one.",
    R70_SIS_MARK_WITHOUT_BASIS:
      "The message is marked as an alert of the Schengen Information System, and does not cite its law.",
    R70_SIS_BASIS_WITHOUT_MARK:
      "The message cites the law of the Schengen Information System without its mark.",
    R70_SIS_WRONG_PURPOSE: "The mark of an alert is kept for missing children.",
  },
  needs: ["env.shapeMark", "env.legalBasis", "env.purpose"],
  evaluate({ claims, groups }) {
    const mark = claims["env.shapeMark"];
    const sis = mark === "sis";
    const cited = claims["env.legalBasis"].some((basis) => basis.startsWith("REG2018/1862#"));
    const hits = [];
    if (sis && !cited) hits.push(atClaim("R70_SIS_MARK_WITHOUT_BASIS", "env.shapeMark"));
    if (cited && !sis) hits.push(atClaim("R70_SIS_BASIS_WITHOUT_MARK", "env.shapeMark"));
    if (sis && claims["env.purpose"] !== "MISSING_CHILD_ALERT") {
      hits.push(atClaim("R70_SIS_WRONG_PURPOSE", "env.shapeMark"));
    }
    if (mark === "noSubject" && groups.some(({ kind }) => ABOUT_PEOPLE.has(kind))) {
      hits.push(atClaim("R70_SUBJECT_PRESENT", "env.shapeMark"));
    }
    return hits;
  },
});

const ABOUT_PEOPLE = new Set(["subject", "identity", "contact", "suspect", "need"]);
