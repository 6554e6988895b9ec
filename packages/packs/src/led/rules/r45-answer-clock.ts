import {
  atLeaf,
  atLeaves,
  atMessage,
  type Claims,
  definePart,
  defineParts,
  type LeafView,
  lacks,
  leavesOf,
  valuesOf,
} from "@safepassage/rules";
import { type AnswerPeriod, findAnswerPeriod, findCode } from "@safepassage/schema";

const ANSWERS: ReadonlySet<string> = new Set(["response", "refusal"]);

/** Police requests are answered within the legal time, or refused on one of the legal grounds. */
export const r45 = defineParts({
  id: "R45",
  codes: [
    "R45_DEADLINE_MISSING",
    "R45_DEADLINE_WRONG",
    "R45_GROUND_NOT_ADMITTED",
    "R45_DELAY_WITHOUT_CAUSE",
    "R45_DELAY_WITHOUT_END",
    "R45_LATE",
  ],
  parts: [
    definePart({
      stage: "schema",
      needs: ["env.messageType", "env.legalBasis", "env.createdAt", "private.urgency"],
      evaluate({ claims, message, leaves }) {
        const period = findAnswerPeriod(message);
        if (period?.basis === DIRECTIVE) {
          return againstDeadline(period, claims["env.createdAt"], leaves);
        }
        return isAnswer(claims) ? againstOutcome(leaves) : "notApplicable";
      },
    }),
    definePart({
      severity: "warn",
      about: { claims: { "env.messageType": ANSWERS } },
      needs: ["env.messageType", "env.legalBasis", "history"],
      evaluate({ claims, facts, leaves, now }) {
        if (!isAnswer(claims)) return "notApplicable";
        const asked = facts.history.exchange?.find(
          ({ message }) => message === claims["private.inReplyTo"],
        );
        if (asked === undefined) return lacks("history.exchange");
        const isIndirect = valuesOf("response.access", leaves).includes("indirect");
        const { deadline, indirectDeadline, extendedTo } = asked;
        const until = extendedTo ?? (isIndirect ? (indirectDeadline ?? deadline) : deadline);
        // Without a deadline, the request was answered before.
        return until !== undefined && now > until ? [atMessage("R45_LATE")] : [];
      },
    }),
  ],
});

/** Whether the message answers a request. Corrections and onward requests do not. */
function isAnswer(claims: Pick<Claims, "env.messageType" | "env.legalBasis">): boolean {
  const onClock = claims["env.legalBasis"].some((basis) => basis.startsWith(`${DIRECTIVE}#`));
  return onClock && ANSWERS.has(claims["env.messageType"]);
}

function againstDeadline({ hours }: AnswerPeriod, createdAt: string, leaves: readonly LeafView[]) {
  const stated = leavesOf("deadline.at", leaves);
  if (stated.length === 0) return [atMessage("R45_DEADLINE_MISSING")];
  const due = Date.parse(createdAt) + hours * HOUR_MS;
  return atLeaves("R45_DEADLINE_WRONG", stated, (leaf) => Date.parse(String(leaf.value)) !== due);
}

function againstOutcome(leaves: readonly LeafView[]) {
  const reasons = valuesOf("response.refusalReason", leaves).map(String);
  const has = (mark: string): boolean =>
    reasons.some((reason) => findCode("refusal_reason", reason)?.[mark] !== undefined);
  const hits = [];
  for (const outcome of leavesOf("response.outcome", leaves)) {
    if (outcome.value === "refused" && !has("dir2023_977")) {
      hits.push(atLeaf("R45_GROUND_NOT_ADMITTED", outcome));
    }
    if (outcome.value !== "deferred") continue;
    if (!has("delay")) hits.push(atLeaf("R45_DELAY_WITHOUT_CAUSE", outcome));
    const isEndless = leavesOf("deadline.extendedTo", leaves).length === 0;
    if (isEndless) hits.push(atLeaf("R45_DELAY_WITHOUT_END", outcome));
  }
  return hits;
}

const DIRECTIVE = "DIR2023/977";
const HOUR_MS = 3_600_000;
