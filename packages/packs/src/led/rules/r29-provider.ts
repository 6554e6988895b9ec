import {
  atClaim,
  atGroup,
  atLeaf,
  definePart,
  defineParts,
  isLedRegime,
  isNationalLaw,
  type Scope,
} from "@safepassage/rules";
import { coversBasis, findPurpose, hasMark } from "@safepassage/schema";

const PROVIDER = "serviceProvider";
const TO_PROVIDER: Scope = { claims: { "env.recipient.agencyType": new Set([PROVIDER]) } };

/** A service provider receives the order that binds it, and nothing about the person concerned. */
export const r29 = defineParts({
  id: "R29",
  codes: ["R29_PERSON_TOLD", "R29_BASIS_MISSING"],
  parts: [
    definePart({
      about: TO_PROVIDER,
      needs: ["env.recipient.agencyType", "env.purpose"],
      evaluate({ claims, groups, leaves }) {
        const barred = findPurpose(claims["env.purpose"])?.recipientTypeForbids[PROVIDER];
        return [
          ...groups
            .filter(({ kind }) => kind === "subject")
            .map((group) => atGroup("R29_PERSON_TOLD", group)),
          ...leaves
            .filter(({ kind, field }) => OF_PERSON.has(kind) || barred?.includes(field.id))
            .map((leaf) => atLeaf("R29_PERSON_TOLD", leaf)),
        ];
      },
    }),
    definePart({
      about: TO_PROVIDER,
      needs: [
        "env.recipient.agencyType",
        "env.sender.regime",
        "env.transfer.basis",
        "env.legalBasis",
      ],
      evaluate({ claims }) {
        const bases = claims["env.legalBasis"];
        const isNamed =
          // R24 checks that the provider is in a third country.
          claims["env.transfer.basis"] === "LED39" ||
          bases.some((basis) => basis.startsWith("REG2023/1543#")) ||
          isNational(bases, claims["env.sender.regime"]);
        return isNamed ? [] : [atClaim("R29_BASIS_MISSING", "env.legalBasis")];
      },
    }),
  ],
});

/** Whether national law is cited, under the Directive together with its Art 8. R04 checks the agreement. */
function isNational(bases: readonly string[], regime: string): boolean {
  const isUnderDirective = isLedRegime(regime) && hasMark("regime", regime, "eu");
  return (
    bases.some(isNationalLaw) &&
    (!isUnderDirective || bases.some((basis) => coversBasis("LED#8", basis)))
  );
}

const OF_PERSON = new Set(["subject", "identity", "contact", "need", "suspect"]);
