import {
  atClaim,
  atGroup,
  defineRule,
  isValidConsent,
  lacks,
  useOf,
  type ViewWith,
} from "@safepassage/rules";
import { findCode } from "@safepassage/schema";

const NEEDS = [
  "env.transfer.basis",
  "env.sender.regime",
  "env.createdAt",
  "env.purpose",
  "env.recipient.agencyId",
  "private.necessity",
  "registry",
  "agreement",
] as const;
const MAY_USE = ["consents"] as const;

/** Data cross a border on a ground that the sender's law provides for that border. */
export const r24 = defineRule({
  id: "R24",
  codes: [
    "R24_BASIS_OF_OTHER_REGIME",
    "R24_NOT_WITHIN_THE_UNION",
    "R24_NOT_DOMESTIC",
    "R24_NOT_ADEQUATE",
    "R24_NOT_A_THIRD_COUNTRY",
    "R24_NOT_A_UNION_BODY",
    "R24_INCAPACITY_NOT_STATED",
    "R24_PERSONAL_DATA",
    "R24_STATE_UNKNOWN",
    "R24_CONSENT_MISSING",
  ],
  needs: NEEDS,
  mayUse: MAY_USE,
  evaluate(view) {
    const { claims, facts, leaves } = view;
    const { sender, recipient, states } = facts.registry;
    const { schengenAsEu } = facts.agreement;
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
        return (from.eu && to.eu) || (schengenAsEu && from.schengen && to.schengen)
          ? []
          : at("R24_NOT_WITHIN_THE_UNION");
      case "DOMESTIC":
        return sender.country === recipient.country ? [] : at("R24_NOT_DOMESTIC");
      case "LED36":
        return to.adequacyLed ? [] : at("R24_NOT_ADEQUATE");
      case "GDPR45":
        return to.adequacyGdpr ? [] : at("R24_NOT_ADEQUATE");
      case "EU_BODY":
        // Only bodies of the Union are bound by Regulation (EU) 2018/1725.
        return recipient.regime === "EUDPR" ? [] : at("R24_NOT_A_UNION_BODY");
      case "GDPR49_1a":
        return unasked(view);
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

/** Data go abroad on her consent only if that consent was shown. That the sender says so is not enough. */
function unasked(view: ViewWith<(typeof NEEDS)[number], (typeof MAY_USE)[number]>) {
  const { claims, facts, groups } = view;
  const { consents } = facts;
  if (consents === undefined) return lacks("consents");
  const use = useOf(claims);
  const valid = consents.filter((consent) => isValidConsent(consent, use));
  return groups
    .filter(({ kind, gid }) => kind === "subject" && valid.every(({ subject }) => subject !== gid))
    .map((group) => atGroup("R24_CONSENT_MISSING", group));
}
