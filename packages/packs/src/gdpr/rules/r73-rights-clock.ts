import {
  addPeriod,
  atClaim,
  atLeaf,
  atLeaves,
  definePart,
  defineParts,
  happenedBy,
  lacks,
  leavesOf,
  type Scope,
} from "@safepassage/rules";

const RIGHTS = { "env.purpose": new Set(["DATA_SUBJECT_RIGHTS"]) };
const ANSWER: Scope = {
  claims: { ...RIGHTS, "env.messageType": new Set(["response", "refusal"]) },
};

/** A person who exercises her rights is answered in time, and a delayed notice has an end date. */
export const r73 = defineParts({
  id: "R73",
  codes: ["R73_TERM_TOO_LONG", "R73_LATE", "R73_DELAY_WITHOUT_END", "R73_NOTICE_NOT_GIVEN"],
  parts: [
    definePart({
      about: { claims: { ...RIGHTS, "env.messageType": new Set(["rightsRequest"]) } },
      needs: ["env.purpose", "env.messageType", "env.createdAt"],
      evaluate({ claims, leaves }) {
        const latest = addPeriod(claims["env.createdAt"].slice(0, 10), ANSWER_WITHIN);
        const terms = leavesOf("rights.answerBy", leaves);
        return atLeaves("R73_TERM_TOO_LONG", terms, ({ value }) => String(value) > latest);
      },
    }),
    definePart({
      severity: "warn",
      about: ANSWER,
      needs: ["env.purpose", "env.messageType", "history"],
      evaluate({ claims, facts, now }) {
        const { exchange } = facts.history;
        if (exchange === undefined) return lacks("history.exchange");
        const isLate = exchange.some(
          ({ message, deadline }) =>
            message === claims["private.inReplyTo"] && deadline !== undefined && now > deadline,
        );
        return isLate ? [atClaim("R73_LATE", "private.inReplyTo")] : [];
      },
    }),
    definePart({
      about: ANSWER,
      needs: ["env.purpose", "env.messageType", "env.handling.conditions"],
      evaluate({ claims, leaves }) {
        if (!claims["env.handling.conditions"].includes(DELAYED)) return "notApplicable";
        return leavesOf("rights.noticeDelayedUntil", leaves).length > 0
          ? []
          : [atClaim("R73_DELAY_WITHOUT_END", "env.handling.conditions")];
      },
    }),
    definePart({
      severity: "warn",
      about: { fields: ["rights.noticeDelayedUntil"] },
      needs: ["history"],
      evaluate({ facts, leaves, now }) {
        const passed = leavesOf("rights.noticeDelayedUntil", leaves).filter(
          ({ value }) => now.slice(0, 10) > String(value),
        );
        if (passed.length === 0) return [];
        const isGiven = happenedBy(facts.history, "noticeGiven", now);
        if (isGiven === undefined) return lacks("history.events");
        return isGiven ? [] : passed.map((leaf) => atLeaf("R73_NOTICE_NOT_GIVEN", leaf));
      },
    }),
  ],
});

const DELAYED = "DELAYED_NOTICE_TO_SUBJECT";
/** Our own limit. GDPR Art 12(3) gives one month, which may have fewer days, and two more months where necessary. The LED names no period. */
const ANSWER_WITHIN = "P30D";
