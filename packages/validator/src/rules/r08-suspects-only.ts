import { concernedSubjects, conditionHolds } from "@safepassage/policy";
import { type ConditionExpression, findPurpose } from "@safepassage/schema";
import { atLeaf } from "../hits.ts";
import type { LeafView } from "../message-view.ts";
import { conditionsIn, POLICY_NEEDS, policyInput } from "../policy-input.ts";
import { defineRule } from "../rule.ts";

/** What may be said of a suspect is not said of a victim or witness (LED Art 6). */
export const r08 = defineRule({
  id: "R08",
  sentences: {
    R08_NOT_A_SUSPECT:
      "{field} may be told of suspects and convicted persons, and concerns somebody who is neither.",
  },
  needs: POLICY_NEEDS,
  evaluate(view) {
    const { claims, groups, leaves, message } = view;
    if (!groups.some(({ kind }) => kind === "subject")) return "notApplicable";
    const forSuspects = new Map(
      (findPurpose(claims["env.purpose"])?.conditional ?? [])
        .filter(({ when }) => conditionsIn(when).includes("SUSPECT"))
        .map(({ field, when }) => [field, when]),
    );
    const others = new Set(
      groups
        .filter(({ kind, ledCategory }) => kind === "subject" && !SUSPECTED.has(ledCategory))
        .map(({ gid }) => gid),
    );
    const input = policyInput(view);
    const isOpen = (when: ConditionExpression, { gid, index }: LeafView): boolean =>
      satisfies(when, (name) => conditionHolds(name, input, gid, index));
    return leaves
      .filter((leaf) => {
        const when = forSuspects.get(leaf.field.id);
        if (when === undefined || isOpen(when, leaf)) return false;
        return concernedSubjects(message.body, leaf.gid).some((gid) => others.has(gid));
      })
      .map((leaf) => atLeaf("R08_NOT_A_SUSPECT", leaf));
  },
});

function satisfies(when: ConditionExpression, holds: (name: string) => boolean): boolean {
  if ("cond" in when) return holds(when.cond);
  if ("not" in when) return !satisfies(when.not, holds);
  if ("all" in when) return when.all.every((part) => satisfies(part, holds));
  return when.any.some((part) => satisfies(part, holds));
}

const SUSPECTED: ReadonlySet<string | undefined> = new Set(["suspect", "convicted"]);
