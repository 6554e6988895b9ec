import { concernedSubjects, conditionHolds } from "@safepassage/policy";
import {
  atLeaf,
  conditionsIn,
  defineRule,
  type LeafView,
  POLICY_NEEDS,
  policyInput,
} from "@safepassage/rules";
import { type ConditionExpression, findPurpose } from "@safepassage/schema";

/** What may be said of a suspect is not said of a victim or witness (LED Art 6). */
export const r08 = defineRule({
  id: "R08",
  codes: ["R08_NOT_A_SUSPECT"],
  about: { kinds: ["subject"] },
  needs: POLICY_NEEDS,
  evaluate(view) {
    const { claims, groups, leaves, message } = view;
    const forSuspects = fieldsForSuspects(claims["env.purpose"]);
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

/** Fields that a purpose opens for suspects, with their condition; sought once for each purpose. */
function fieldsForSuspects(purpose: string): ReadonlyMap<string, ConditionExpression> {
  let fields = byPurpose.get(purpose);
  if (fields === undefined) {
    const rows = findPurpose(purpose)?.conditional ?? [];
    const ofSuspects = rows.filter(({ when }) => conditionsIn(when).includes("SUSPECT"));
    fields = new Map(ofSuspects.map(({ field, when }) => [field, when]));
    // No message can name a purpose that the catalogue does not have: the list is short.
    byPurpose.set(purpose, fields);
  }
  return fields;
}

const byPurpose = new Map<string, ReadonlyMap<string, ConditionExpression>>();

function satisfies(when: ConditionExpression, holds: (name: string) => boolean): boolean {
  if ("cond" in when) return holds(when.cond);
  if ("not" in when) return !satisfies(when.not, holds);
  if ("all" in when) return when.all.every((part) => satisfies(part, holds));
  return when.any.some((part) => satisfies(part, holds));
}

const SUSPECTED: ReadonlySet<string | undefined> = new Set(["suspect", "convicted"]);
