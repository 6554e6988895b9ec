import {
  atClaim,
  defineRule,
  holdsPurposeFields,
  isAgreedTo,
  isLedRegime,
  lacks,
  PRIOR_NEEDS,
  priorUse,
} from "@safepassage/rules";
import { hasMark } from "@safepassage/schema";
import { LED_CODES } from "../code-lists.ts";

/** Data from another Member State leave the Union only if that State permits it (LED Art 35). */
export const r25 = defineRule({
  id: "R25",
  codes: ["R25_STATE_NOT_ASKED", "R25_NO_SUCH_THREAT", "R25_COULD_BE_ASKED"],
  about: { holds: ["private.provenance"] },
  needs: [
    "private.provenance",
    ...PRIOR_NEEDS,
    "private.urgency",
    "private.necessity",
    "env.transfer.basis",
    "env.messageType",
    "env.sender.regime",
    "registry",
  ],
  evaluate({ claims, facts }) {
    const sources = claims["private.provenance"];
    // R24 checks whether the basis is true.
    if (STAYS.has(claims["env.transfer.basis"])) return "notApplicable";
    if (!holdsPurposeFields(claims["env.messageType"])) return "notApplicable";
    const regime = claims["env.sender.regime"];
    // R26 judges what a third country passes on.
    if (!hasMark("regime", regime, "eu")) return "notApplicable";
    const { sender, recipient, states } = facts.registry;
    const countries = [recipient.country, ...sources.map(({ originState }) => originState)];
    if (countries.some((country) => states[country] === undefined)) {
      return lacks("registry.states");
    }
    if (recipient.country === sender.country || states[recipient.country]?.eu === true) {
      return "notApplicable";
    }
    const isPolice = isLedRegime(regime);
    const foreign = sources.filter(
      ({ originState, originRegime }) =>
        originState !== sender.country &&
        states[originState]?.eu === true &&
        (isPolice || isLedRegime(originRegime)),
    );
    if (foreign.length === 0) return "notApplicable";
    const use = priorUse({ claims, facts });
    if (foreign.every((source) => isAgreedTo(source, ["priorTransferAuthorisation"], use)))
      return [];
    const { level, ground } = claims["private.urgency"];
    const isThreat = level !== "routine" && hasMark("urgency_ground", ground, "led35_2");
    const isLate = claims["private.necessity"].some(
      ({ reason }) => reason === "AUTHORISATION_NOT_IN_TIME",
    );
    if (isThreat && isLate) return [];
    if (isThreat) return [atClaim("R25_COULD_BE_ASKED", "private.necessity")];
    if (isLate) return [atClaim("R25_NO_SUCH_THREAT", "private.urgency")];
    return [atClaim("R25_STATE_NOT_ASKED", "private.priorAuthorisations")];
  },
});

const STAYS: ReadonlySet<string> = new Set(LED_CODES.transfersWithin);
