import { concernedSubjects, conditionHolds, quasiIdentifierBits } from "@safepassage/policy";
import { atGroup, atLeaf } from "../hits.ts";
import { POLICY_NEEDS, policyInput } from "../policy-input.ts";
import { defineRule, type Hit } from "../rule.ts";

/** An adult who did not consent is not identified, nor singled out by what is said of her. */
export const r31 = defineRule({
  id: "R31",
  sentences: {
    R31_IDENTIFYING:
      "{field} identifies or endangers an adult who did not consent, and the agreement forbids it.",
    R31_TOO_NARROW:
      "What the message says about an adult who did not consent fits too few people; together it identifies her.",
  },
  needs: POLICY_NEEDS,
  evaluate(view) {
    const { agreement } = view.facts;
    const people = view.groups.filter(({ kind }) => kind === "subject");
    if (!agreement.noIdentificationClause || people.length === 0) return "notApplicable";
    const input = policyInput(view);
    const body = view.message.body;
    return people
      .filter(
        ({ ledCategory = "", ageClass = "" }) => VICTIM.has(ledCategory) && ADULT.has(ageClass),
      )
      .filter(
        (person) =>
          !person.leaves.some((leaf) => conditionHolds("CONSENT", input, person.gid, leaf.index)),
      )
      .flatMap((person): Hit<Code>[] => {
        const identifying = view.leaves
          .filter(({ field }) => GRAVE.has(field.sensitivity))
          .filter(({ gid }) => concernedSubjects(body, gid).includes(person.gid));
        if (identifying.length > 0)
          return identifying.map((leaf) => atLeaf("R31_IDENTIFYING", leaf));
        const bits = quasiIdentifierBits(view.message, person.gid);
        return bits > agreement.quasiIdentifierBound ? [atGroup("R31_TOO_NARROW", person)] : [];
      });
  },
});

type Code = "R31_IDENTIFYING" | "R31_TOO_NARROW";

const VICTIM = new Set(["victim", "possibleVictim"]);
/** An unknown age counts as adult here, so that it cannot be used to identify her. */
const ADULT = new Set(["adult", "unknown"]);
const GRAVE = new Set(["P3", "P4", "P5"]);
