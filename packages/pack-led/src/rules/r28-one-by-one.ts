import { atClaim, atGroup, atLeaf, codesMarked, defineRule, type Hit } from "@safepassage/rules";
import { LED_CODES } from "../code-lists.ts";

/** Codes that state a fact for another rule: no reason why anything is needed. */
const SUPPORT = codesMarked("necessity_reason", "support");

/** LED Art 38(1)(d) and (e). */
const INDIVIDUAL: ReadonlySet<string> = new Set(LED_CODES.transfersOfOneCase);

/** A transfer in an individual case is needed, weighed against the person's rights, and one case. */
export const r28 = defineRule({
  id: "R28",
  codes: [
    "R28_NECESSITY_MISSING",
    "R28_RIGHTS_NOT_WEIGHED",
    "R28_RIGHTS_PREVAIL",
    "R28_SEVERAL_PERSONS",
  ],
  about: { claims: { "env.transfer.basis": INDIVIDUAL } },
  needs: ["env.transfer.basis", "private.necessity"],
  evaluate({ claims, groups, leaves }) {
    const hits: Hit<Code>[] = [];
    if (!claims["private.necessity"].some(({ reason }) => !SUPPORT.has(reason))) {
      hits.push(atClaim("R28_NECESSITY_MISSING", "private.necessity"));
    }
    const weighed = leaves.filter(({ field }) => field.id === "assessment.rightsOverride");
    if (weighed.length === 0) hits.push({ code: "R28_RIGHTS_NOT_WEIGHED", pointer: "" });
    for (const leaf of weighed) {
      const { done, overridden } = leaf.value as unknown as Weighing;
      if (!done) hits.push(atLeaf("R28_RIGHTS_NOT_WEIGHED", leaf));
      if (overridden) hits.push(atLeaf("R28_RIGHTS_PREVAIL", leaf));
    }
    // Two linked groups are one person (R07).
    const persons = groups.filter(({ kind, links }) => kind === "subject" && links.length === 0);
    return [...hits, ...persons.slice(1).map((group) => atGroup("R28_SEVERAL_PERSONS", group))];
  },
});

/** A value of `assessment.rightsOverride`. */
interface Weighing {
  readonly done: boolean;
  readonly overridden: boolean;
}

type Code =
  | "R28_NECESSITY_MISSING"
  | "R28_RIGHTS_NOT_WEIGHED"
  | "R28_RIGHTS_PREVAIL"
  | "R28_SEVERAL_PERSONS";
