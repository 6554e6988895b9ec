import { atClaim, defineRule } from "@safepassage/rules";
import { CODE_LISTS } from "@safepassage/schema";

/** GDPR Art 49(1)(a) to (c), excluded by Art 49(3). */
const EXCLUDED: ReadonlySet<string> = new Set(
  (CODE_LISTS["transfer_basis"]?.["publicPowersExcluded"] ?? []) as readonly string[],
);

/** A public authority exercising its powers cannot transfer on grounds of consent or contract. */
export const r30 = defineRule({
  id: "R30",
  codes: ["R30_BASIS_NOT_FOR_AUTHORITY"],
  about: { claims: { "env.transfer.basis": EXCLUDED } },
  needs: ["env.transfer.basis", "registry"],
  evaluate({ facts }) {
    return facts.registry.sender.flags.publicPowers
      ? [atClaim("R30_BASIS_NOT_FOR_AUTHORITY", "env.transfer.basis")]
      : [];
  },
});
