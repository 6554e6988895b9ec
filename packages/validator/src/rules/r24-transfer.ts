import { type Agency, type Agreement, findCode, type State } from "@safepassage/schema";
import { atClaim } from "../hits.ts";
import { defineRule } from "../rule.ts";

/** The ground on which data cross a border is one that the sender's law gives for that border. */
export const r24 = defineRule({
  id: "R24",
  sentences: {
    R24_BASIS_OF_OTHER_REGIME: "The transfer basis belongs to law that does not govern the sender.",
    R24_NOT_WITHIN_THE_UNION:
      "The transfer is said to stay within the Union, and one of the States is outside it.",
    R24_NOT_DOMESTIC: "The transfer is said to stay within one State, and crosses a border.",
    R24_NOT_ADEQUATE:
      "The transfer rests on an adequacy decision, and the registry knows none for that State.",
    R24_NOT_A_THIRD_COUNTRY:
      "The transfer basis is one for third countries, and the recipient is in the Union.",
    R24_NOT_A_UNION_BODY: "The transfer is said to go to a body of the Union, and does not.",
    R24_INCAPACITY_NOT_STATED:
      "The transfer rests on vital interests of a person who cannot consent, and no such reason is given.",
    R24_PERSONAL_DATA: "The transfer is said to hold no personal data, and does.",
    R24_STATE_UNKNOWN: "The registry does not know one of the two States.",
  },
  needs: ["env.transfer.basis", "env.sender.regime", "private.necessity", "registry", "agreement"],
  evaluate({ claims, facts, leaves }) {
    const { sender, recipient, states } = facts.registry;
    const from = states[sender.country];
    const to = states[recipient.country];
    const at = <const C extends string>(code: C) => [atClaim(code, "env.transfer.basis")];
    if (from === undefined || to === undefined) return at("R24_STATE_UNKNOWN");

    const basis = claims["env.transfer.basis"];
    const entry = findCode("transfer_basis", basis);
    const regimes = (entry?.["for"] ?? []) as readonly string[];
    const regime = claims["env.sender.regime"];
    if (!regimes.includes("*") && !regimes.includes(regime)) return at("R24_BASIS_OF_OTHER_REGIME");
    if (entry?.["thirdCountryOnly"] === true && to.eu) return at("R24_NOT_A_THIRD_COUNTRY");

    switch (basis) {
      case "INTRA_EU":
        return isWithinUnion(from, to, facts.agreement) ? [] : at("R24_NOT_WITHIN_THE_UNION");
      case "DOMESTIC":
        return sender.country === recipient.country ? [] : at("R24_NOT_DOMESTIC");
      case "LED36":
        return to.adequacyLed ? [] : at("R24_NOT_ADEQUATE");
      case "GDPR45":
        return to.adequacyGdpr ? [] : at("R24_NOT_ADEQUATE");
      case "EU_BODY":
        return isUnionBody(recipient) ? [] : at("R24_NOT_A_UNION_BODY");
      case "GDPR49_1f":
        return claims["private.necessity"].some(({ reason }) => reason === "INCAPABLE_OF_CONSENT")
          ? []
          : at("R24_INCAPACITY_NOT_STATED");
      case "NO_PERSONAL_DATA":
        return leaves.every(({ field }) => field.sensitivity === "P0")
          ? []
          : at("R24_PERSONAL_DATA");
      default:
        return [];
    }
  },
});

function isWithinUnion(from: State, to: State, { schengenAsEu }: Agreement): boolean {
  return (from.eu && to.eu) || (schengenAsEu && from.schengen && to.schengen);
}

/** Bodies of the Union are bound by Regulation (EU) 2018/1725, and nobody else is. */
const isUnionBody = ({ regime }: Agency): boolean => regime === "EUDPR";
