import { areLinked, isChild, isVictim } from "@safepassage/policy";
import {
  atGroup,
  atLeaves,
  defineRule,
  type GroupView,
  type LeafView,
  leavesOf,
  type MessageView,
  valuesOf,
} from "@safepassage/rules";
import { EXCHANGE_TYPES } from "@safepassage/schema";

/** Nobody is returned before the return is assessed as safe and, for a child, as in the child's interest. */
export const r50 = defineRule({
  id: "R50",
  codes: ["R50_RISK_NOT_ASSESSED", "R50_UNSAFE", "R50_CHILD_NOT_ASSESSED", "R50_BAD_FOR_CHILD"],
  about: { claims: { "env.purpose": new Set(["SAFE_RETURN"]) } },
  needs: ["env.purpose", "env.messageType"],
  evaluate(view) {
    const { claims, leaves } = view;
    if (!Object.hasOwn(EXCHANGE_TYPES, claims["env.messageType"])) {
      return [...againstHarm(leaves), ...unassessed(view)];
    }
    const isAccepted = valuesOf("response.outcome", leaves).includes("accepted");
    return isAccepted ? againstHarm(leaves) : "notApplicable";
  },
});

function againstHarm(leaves: readonly LeafView[]) {
  const isBad = (leaf: LeafView): boolean => HARM.has(assessmentOf(leaf).outcome);
  return [
    ...atLeaves("R50_UNSAFE", leavesOf(RISK, leaves), isBad),
    ...atLeaves("R50_BAD_FOR_CHILD", leavesOf(INTERESTS, leaves), isBad),
  ];
}

function unassessed({ groups, leaves, message }: MessageView) {
  const risks = leavesOf(RISK, leaves);
  const interests = leavesOf(INTERESTS, leaves).filter(isDone);
  // An assessment permits a return, so it counts only for persons it is directly linked with.
  const isOfAny = (assessments: readonly LeafView[], { gid }: GroupView): boolean =>
    assessments.some((leaf) => areLinked(message.body, leaf.gid, gid));
  const returning = groups.filter((group) => group.kind === "subject" && isVictim(group));
  return [
    ...atLeaves("R50_RISK_NOT_ASSESSED", risks, (leaf) => !isDone(leaf)),
    ...returning
      .filter((person) => !isOfAny(risks, person))
      .map((person) => atGroup("R50_RISK_NOT_ASSESSED", person)),
    ...returning
      .filter((person) => isChild(person) && !isOfAny(interests, person))
      .map((person) => atGroup("R50_CHILD_NOT_ASSESSED", person)),
  ];
}

const assessmentOf = ({ value }: LeafView) =>
  value as unknown as { done: boolean; outcome: string };

const isDone = (leaf: LeafView): boolean => assessmentOf(leaf).done;

/** Outcomes of an assessment that forbid the return. */
const HARM: ReadonlySet<string> = new Set(["unsafe", "notInBestInterests"]);
const RISK = "return.riskAssessment";
const INTERESTS = "return.bestInterests";
