import { judgeIdentification } from "@safepassage/policy";
import {
  atGroup,
  atLeaf,
  defineRule,
  type Hit,
  POLICY_NEEDS,
  policyInput,
} from "@safepassage/rules";
import { findPurpose } from "@safepassage/schema";

/** An adult is not identified without her specific consent, directly or by a combination of fields. */
export const r31 = defineRule({
  id: "R31",
  codes: ["R31_IDENTIFYING", "R31_TOO_NARROW"],
  about: { kinds: ["subject"] },
  needs: POLICY_NEEDS,
  evaluate(view) {
    const { agreement } = view.facts;
    const yields = findPurpose(view.claims["env.purpose"])?.yields?.includes("R31") === true;
    if (!agreement.noIdentificationClause || yields) return "notApplicable";
    const groupOf = (gid: string) => view.groups.find((group) => group.gid === gid);
    return judgeIdentification(policyInput(view)).flatMap(
      ({ gid, identifying, bits }): Hit<Code>[] => {
        const leaves = identifying.flatMap(({ gid: of, leaf }) => groupOf(of)?.leaves[leaf] ?? []);
        if (leaves.length > 0) return leaves.map((leaf) => atLeaf("R31_IDENTIFYING", leaf));
        const person = groupOf(gid);
        return bits > agreement.quasiIdentifierBound && person !== undefined
          ? [atGroup("R31_TOO_NARROW", person)]
          : [];
      },
    );
  },
});

type Code = "R31_IDENTIFYING" | "R31_TOO_NARROW";
