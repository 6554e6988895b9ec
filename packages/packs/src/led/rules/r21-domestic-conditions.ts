import { atClaim, defineRule, lacks } from "@safepassage/rules";
import { findPurpose } from "@safepassage/schema";

/** Within the Union, police set no conditions on each other that they do not set at home. */
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
    // LED Art 9(4) binds competent authorities of Member States. An FIU may set its own conditions.
    const conditions = claims["env.handling.conditions"];
    if (conditions.length === 0) return "notApplicable";
    const { sender, recipient, states } = facts.registry;
    const from = states[sender.country];
    const to = states[recipient.country];
    if (from === undefined || to === undefined) return lacks("registry.states");
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

/** Regime of the bodies of the Union, and of nobody else: Regulation (EU) 2018/1725. */
const UNION_BODY = "EUDPR";
