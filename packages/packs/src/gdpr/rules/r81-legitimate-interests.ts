import {
  atClaim,
  atLeaf,
  defineRule,
  GDPR_REGIMES,
  type GroupView,
  holdsPurposeFields,
  type LeafView,
  leavesOf,
} from "@safepassage/rules";

/** Who rests on its legitimate interests is no public authority, and has weighed them. */
export const r81 = defineRule({
  id: "R81",
  codes: [
    "R81_PUBLIC_AUTHORITY",
    "R81_NOT_WEIGHED",
    "R81_OVERRIDDEN",
    "R81_SECRECY_NOT_CHECKED",
    "R81_CHILD_NOT_CONSIDERED",
  ],
  about: { claims: { "env.sender.regime": GDPR_REGIMES } },
  needs: ["env.sender.regime", "env.legalBasis", "env.messageType", "registry"],
  evaluate({ claims, facts, groups, leaves }) {
    const points = claims["env.legalBasis"].flatMap((basis) => ARTICLE_6.exec(basis)?.[1] ?? []);
    // With another point of Article 6(1) the message does not depend on these.
    const isOnly = points.length > 0 && points.every((point) => INTERESTS.has(point));
    if (!isOnly || !holdsPurposeFields(claims["env.messageType"])) return "notApplicable";

    const weighed = leavesOf("assessment.interests", leaves);
    const hits = [];
    if (facts.registry.sender.flags.publicPowers) {
      hits.push(atClaim("R81_PUBLIC_AUTHORITY", "env.legalBasis"));
    }
    if (weighed.length === 0) return [...hits, atClaim("R81_NOT_WEIGHED", "env.legalBasis")];
    const isWeighing = points.includes("f");
    const hasMinor = groups.some(mayBeChild);
    return [...hits, ...weighed.flatMap((leaf) => faultsOf(leaf, isWeighing, hasMinor))];
  },
});

function faultsOf(leaf: LeafView, isWeighing: boolean, hasMinor: boolean) {
  const { done, overridden, childConsidered, secrecyChecked } = leaf.value as Weighing;
  const hits = [];
  if (!secrecyChecked) hits.push(atLeaf("R81_SECRECY_NOT_CHECKED", leaf));
  // Recognised interests (UK GDPR Art 6(1)(ea)) were weighed by the legislator.
  if (!isWeighing) return hits;
  if (!done) hits.push(atLeaf("R81_NOT_WEIGHED", leaf));
  if (overridden) hits.push(atLeaf("R81_OVERRIDDEN", leaf));
  if (hasMinor && !childConsidered) hits.push(atLeaf("R81_CHILD_NOT_CONSIDERED", leaf));
  return hits;
}

/** Whether the person is not known to be an adult. */
const mayBeChild = ({ kind, ageClass }: GroupView): boolean =>
  kind === "subject" && ageClass !== "adult";

/** Value of `assessment.interests`. */
type Weighing = Readonly<
  Record<"done" | "overridden" | "childConsidered" | "secrecyChecked", boolean>
>;

const ARTICLE_6 = /^(?:UK-)?GDPR#6\(1\)\((\w+)\)/;
/** Legitimate interests, and those that the United Kingdom recognises in its Annex 1. */
const INTERESTS: ReadonlySet<string> = new Set(["f", "ea"]);
