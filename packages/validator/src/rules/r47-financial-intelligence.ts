import {
  atClaim,
  definePart,
  isAgreedTo,
  lacks,
  PRIOR_NEEDS,
  priorUse,
  type Rule,
} from "@safepassage/rules";
import type { Agency } from "@safepassage/schema";

/** What a financial intelligence unit gave stays with whom it gave it to, until it says otherwise. */
export const r47: Rule = {
  id: "R47",
  codes: ["R47_CONSENT_MISSING", "R47_REQUEST_TO_OTHER"],
  parts: [
    definePart({
      part: "a",
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
        // What a unit of its own State gave to the sender is tied to its purpose only (Art 55 is
        // about other units), and a unit may tell what it knows itself, and be told of it.
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
      part: "b",
      needs: ["env.createdAt", "env.handling.conditions", "registry"],
      evaluate({ claims, facts: { registry } }) {
        const isBetweenUnits = registry.sender.regime === FIU && registry.recipient.regime === FIU;
        const mayBind = claims["env.createdAt"] < UNBOUND_FROM;
        if (!isBetweenUnits || mayBind) return "notApplicable";
        if (claims["env.handling.conditions"].length === 0) return [];
        // No field says that a message passes on such a report.
        return lacks("finance.reportKind");
      },
    }),
  ],
};

interface Source {
  readonly originState: string;
  readonly purpose: string;
}

const FIU = "FIU-AMLD6";
/** From then on certain reports may not be restricted: Directive (EU) 2024/1640, Articles 33 and 78. */
const UNBOUND_FROM = "2027-07-10";
