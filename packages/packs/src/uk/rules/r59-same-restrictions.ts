import { atClaim, defineRule, holdsPurposeFields, lacks } from "@safepassage/rules";
import { UK_CODES } from "../code-lists.ts";

/** A Member State's restrictions stay on data that enter or leave the United Kingdom. */
export const r59 = defineRule({
  id: "R59",
  codes: ["R59_RESTRICTION_DROPPED"],
  about: { holds: ["private.provenance"] },
  needs: ["env.handling.conditions", "env.messageType", "private.provenance", "registry"],
  evaluate({ claims, facts }) {
    if (!holdsPurposeFields(claims["env.messageType"])) return "notApplicable";
    const { sender, recipient, states } = facts.registry;
    if (!BRITISH.has(sender.regime) && !BRITISH.has(recipient.regime)) return "notApplicable";
    const sources = claims["private.provenance"];
    if (sources.some(({ originState }) => states[originState] === undefined)) {
      return lacks("registry.states");
    }
    const european = sources.filter(({ originState }) => states[originState]?.eu === true);
    if (european.length === 0) return "notApplicable";
    const stated = claims["env.handling.conditions"];
    const areKept = european.every(({ conditions }) =>
      conditions.every((condition) => stated.includes(condition)),
    );
    return areKept ? [] : [atClaim("R59_RESTRICTION_DROPPED", "env.handling.conditions")];
  },
});

const BRITISH: ReadonlySet<string> = new Set(UK_CODES.regimes);
