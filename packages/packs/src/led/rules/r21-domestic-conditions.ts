import { atClaim, defineRule } from "@safepassage/rules";
import { findPurpose } from "@safepassage/schema";

/** Within the Union police ask no more of each other than they ask at home. */
export const r21 = defineRule({
  id: "R21",
  codes: ["R21_NOT_DOMESTIC"],
  about: { claims: { "env.sender.regime": new Set(["LED"]) } },
  needs: [
    "env.purpose",
    "env.handling.conditions",
    "env.sender.regime",
    "private.provenance",
    "agreement",
    "registry",
  ],
  evaluate({ claims, facts }) {
    // LED 9(4) binds competent authorities of Member States; an FIU may set conditions of its own.
    const conditions = claims["env.handling.conditions"];
    if (conditions.length === 0) return "notApplicable";
    const { sender, recipient, states } = facts.registry;
    const from = states[sender.country];
    const to = states[recipient.country];
    if (from === undefined || to === undefined) return { missing: ["registry.states"] };
    const isAbroad = to.eu && recipient.country !== sender.country;
    if (!from.eu || !(isAbroad || recipient.regime === UNION_BODY)) return "notApplicable";

    const lists = [
      facts.agreement.domesticConditions,
      findPurpose(claims["env.purpose"])?.mandatoryConditions,
      ...claims["private.provenance"].map((source) => source.conditions),
    ];
    return conditions.every((condition) => lists.some((admitted) => admitted?.includes(condition)))
      ? []
      : [atClaim("R21_NOT_DOMESTIC", "env.handling.conditions")];
  },
});

/** Bodies of the Union are bound by Regulation (EU) 2018/1725, and nobody else is. */
const UNION_BODY = "EUDPR";
