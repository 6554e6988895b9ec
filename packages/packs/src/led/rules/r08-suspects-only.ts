import { createConditions, isSuspect } from "@safepassage/policy";
import { atLeaf, defineRule, fieldsOpenedBy, POLICY_NEEDS, policyInput } from "@safepassage/rules";

/** Fields admitted for suspects are not used for victims or witnesses (LED Art 6). */
export const r08 = defineRule({
  id: "R08",
  codes: ["R08_NOT_A_SUSPECT"],
  about: { kinds: ["subject"] },
  needs: POLICY_NEEDS,
  evaluate(view) {
    const { claims, concern, groups, leaves } = view;
    const forSuspects = OPENED_FOR_SUSPECTS.get(claims["env.purpose"]);
    if (forSuspects === undefined) return [];
    const others = new Set(groups.filter((group) => !isSuspect(group)).map(({ gid }) => gid));
    const holds = createConditions(policyInput(view));
    return leaves
      .filter(({ gid, index, field }) => {
        const when = forSuspects.get(field.id);
        if (when === undefined || holds(when, gid, index)) return false;
        return concern.personsOf(gid).some((person) => others.has(person));
      })
      .map((leaf) => atLeaf("R08_NOT_A_SUSPECT", leaf));
  },
});

const OPENED_FOR_SUSPECTS = fieldsOpenedBy("SUSPECT");
