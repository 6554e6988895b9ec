import {
  atClaim,
  definePart,
  defineParts,
  isAgreedTo,
  lacks,
  PRIOR_NEEDS,
  priorUse,
} from "@safepassage/rules";
import type { Agency, Provenance } from "@safepassage/schema";

/** Information from a financial intelligence unit is passed on only with that unit's consent. */
export const r47 = defineParts({
  id: "R47",
  codes: ["R47_CONSENT_MISSING", "R47_REQUEST_TO_OTHER"],
  parts: [
    definePart({
      needs: ["env.messageType", "private.provenance", "registry", ...PRIOR_NEEDS],
      evaluate({ claims, facts }) {
        const { sender, recipient } = facts.registry;
        const sources = claims["private.provenance"].filter(
          ({ originRegime }) => originRegime === FIU,
        );
        if (sources.length === 0 && sender.regime !== FIU) return "notApplicable";
        const isOf =
          ({ regime, country }: Agency) =>
          ({ originState }: Source) =>
            regime === FIU && country === originState;
        // Information from a unit of the sender's own State is bound only to its purpose (Art 55 is about
        // other units). A unit may pass on its own information, and receive it back.
        const isFree = ({ originState, purpose }: Source) =>
          originState === sender.country && purpose === claims["env.purpose"];
        const passedOn = sources.filter(
          (source) => !isOf(sender)(source) && !isOf(recipient)(source) && !isFree(source),
        );
        switch (claims["env.messageType"]) {
          case "onwardTransferRequest":
            return passedOn.length === 0
              ? []
              : [atClaim("R47_REQUEST_TO_OTHER", "env.recipient.agencyId")];
          case "onwardTransferDecision":
            return [];
          default: {
            const use = priorUse({ claims, facts });
            return passedOn.every((source) => isAgreedTo(source, ["fiuConsent"], use))
              ? []
              : [atClaim("R47_CONSENT_MISSING", "private.priorAuthorisations")];
          }
        }
      },
    }),
    definePart({
      needs: ["env.createdAt", "env.handling.conditions", "registry"],
      evaluate({ claims, facts: { registry } }) {
        const isBetweenUnits = registry.sender.regime === FIU && registry.recipient.regime === FIU;
        const mayBind = claims["env.createdAt"] < UNBOUND_FROM;
        if (!isBetweenUnits || mayBind) return "notApplicable";
        if (claims["env.handling.conditions"].length === 0) return [];
        // No field says whether a message passes on such a report.
        return lacks("finance.reportKind");
      },
    }),
  ],
});

type Source = Pick<Provenance, "originState" | "purpose">;

const FIU = "FIU-AMLD6";
/** Day from which certain reports may not be restricted: Directive (EU) 2024/1640, Articles 33 and 78. */
const UNBOUND_FROM = "2027-07-10";
