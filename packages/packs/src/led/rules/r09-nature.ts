import { atLeaves, defineRule, type LeafView, type MessageView } from "@safepassage/rules";
import { LED_CODES } from "../code-lists.ts";

/** Opinions are not stated as facts (LED Art 7(1)). */
export const r09 = defineRule({
  id: "R09",
  codes: ["R09_ASSESSMENT_AS_FACT"],
  needs: ["env.sender.agencyType"],
  evaluate(view) {
    const { groups, leaves, claims } = view;
    if (!groups.some(({ entry }) => entry?.asserted === true)) return "notApplicable";
    const investigates = INVESTIGATORS.has(claims["env.sender.agencyType"]);
    const isWrong = (leaf: LeafView): boolean =>
      leaf.nature === "fact" && isAssessment(leaf, view, investigates);
    return atLeaves("R09_ASSESSMENT_AS_FACT", leaves, isWrong);
  },
});

function isAssessment(
  leaf: LeafView,
  { concern, groups }: MessageView,
  investigates: boolean,
): boolean {
  const { id } = leaf.field;
  if (RISKS.has(id)) return true;
  if (id === "event.indicators") return !investigates;
  return (
    id === "suspect.role" &&
    concern
      .personsOf(leaf.gid)
      .some((gid) => groups.some((group) => group.gid === gid && group.ledCategory !== "convicted"))
  );
}

const INVESTIGATORS: ReadonlySet<string> = new Set(LED_CODES.investigators);
/** Fields about what may happen, which is never a fact. */
const RISKS: ReadonlySet<string> = new Set(["need.riskLevel", "need.riskFactors"]);
