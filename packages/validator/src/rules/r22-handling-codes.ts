import {
  atClaim,
  definePart,
  defineParts,
  holdsPurposeFields,
  isAgreedTo,
  isLedRegime,
  PRIOR_NEEDS,
  priorUse,
} from "@safepassage/rules";

/** Europol's handling codes are used only by law enforcement, and bind everybody who passes the data on. */
export const r22 = defineParts({
  id: "R22",
  codes: [
    "R22_NOT_FOR_SENDER",
    "R22_CONDITION_MISSING",
    "R22_PROVIDER_NOT_ASKED",
    "R22_NOT_FOR_COURT",
  ],
  parts: [
    definePart({
      stage: "schema",
      about: { holds: ["env.handling.europol"] },
      needs: ["env.handling.europol", "env.handling.conditions", "env.sender.regime"],
      evaluate({ claims }) {
        const codes = claims["env.handling.europol"];
        const hits = [];
        if (!isLedRegime(claims["env.sender.regime"])) {
          hits.push(atClaim("R22_NOT_FOR_SENDER", "env.handling.europol"));
        }
        if (codes.includes("H3") && claims["env.handling.conditions"].length === 0) {
          hits.push(atClaim("R22_CONDITION_MISSING", "env.handling.conditions"));
        }
        return hits;
      },
    }),
    definePart({
      about: { holds: ["private.provenance"] },
      needs: ["private.provenance", "env.messageType", ...PRIOR_NEEDS],
      evaluate({ claims, facts }) {
        const sources = claims["private.provenance"].filter(({ europol }) => europol.length > 0);
        if (sources.length === 0) return "notApplicable";
        // The request to pass data on is how the provider is asked.
        if (!holdsPurposeFields(claims["env.messageType"])) return "notApplicable";
        const use = priorUse({ claims, facts });
        const inherited = sources
          .filter((source) => !isAgreedTo(source, ["providerConsent"], use))
          .flatMap(({ europol }) => europol);
        const hits = [];
        if (inherited.includes("H2")) {
          hits.push(atClaim("R22_PROVIDER_NOT_ASKED", "private.provenance"));
        }
        if (inherited.includes("H1") && claims["env.purpose"] === "JUDICIAL_EVIDENCE") {
          hits.push(atClaim("R22_NOT_FOR_COURT", "private.provenance"));
        }
        return hits;
      },
    }),
  ],
});
