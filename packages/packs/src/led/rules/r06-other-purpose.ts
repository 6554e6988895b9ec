import { isIdentifying } from "@safepassage/policy";
import {
  admittedBases,
  atClaim,
  type Claims,
  definePart,
  defineParts,
  isNationalLaw,
  isNationalLawOf,
  type MessageView,
  type Scope,
} from "@safepassage/rules";
import {
  type Agreement,
  type BasisEntry,
  codesMarked,
  coversBasis,
  findCode,
  isBasisLive,
} from "@safepassage/schema";
import { LED_CODES } from "../code-lists.ts";

const FIGHTS_CRIME: ReadonlySet<string> = new Set(LED_CODES.regimesAgainstCrime);

const PARTIES = ["env.sender.regime", "env.recipient.agencyType"] as const;
const CITED = ["env.messageType", "env.purpose", "env.legalBasis", "env.createdAt"] as const;
const DIVERTED: Scope = {
  claims: {
    "env.sender.regime": FIGHTS_CRIME,
    "env.recipient.agencyType": codesMarked("agency_type", "otherTask"),
  },
};

/** Police data go to other purposes only if a law permits it and the recipient must protect them. */
export const r06 = defineParts({
  id: "R06",
  codes: ["R06_NO_LAW_NAMED", "R06_DIRECTIVE_ALONE", "R06_RECIPIENT_NOT_BOUND"],
  parts: [
    definePart({
      stage: "schema",
      about: DIVERTED,
      needs: [...PARTIES, ...CITED],
      evaluate(view) {
        if (!isAboutSomebody(view)) return "notApplicable";
        return permitting(view.claims).length > 0
          ? []
          : [atClaim("R06_NO_LAW_NAMED", "env.legalBasis")];
      },
    }),
    definePart({
      about: DIVERTED,
      needs: [...PARTIES, ...CITED, "env.sender.country", "agreement"],
      evaluate(view) {
        if (!isAboutSomebody(view)) return "notApplicable";
        const { claims, facts } = view;
        const laws = permitting(claims);
        const isEnough = ({ basis, entries }: Law): boolean =>
          isNationalLaw(basis) ||
          entries.some(({ role }) => role === "duty") ||
          instrumentOf(basis)?.["form"] !== "directive" ||
          isTransposed(basis, claims, facts.agreement);
        // Where no law is named at all, the part above says so.
        return laws.length === 0 || laws.some(isEnough)
          ? []
          : [atClaim("R06_DIRECTIVE_ALONE", "env.legalBasis")];
      },
    }),
    definePart({
      about: DIVERTED,
      needs: [...PARTIES, "env.recipient.regime", "agreement"],
      evaluate(view) {
        if (!isAboutSomebody(view)) return "notApplicable";
        const regime = view.claims["env.recipient.regime"];
        const { equivalentRegimes } = view.facts.agreement;
        return PROTECTS.has(regime) || equivalentRegimes.includes(regime)
          ? []
          : [atClaim("R06_RECIPIENT_NOT_BOUND", "env.recipient.regime")];
      },
    }),
  ],
});

/** Whether the message is about a person. A warning about methods is not. */
function isAboutSomebody({ groups, leaves }: MessageView): boolean {
  return (
    groups.some(({ kind }) => kind === "subject") ||
    leaves.some(({ field }) => isIdentifying(field.sensitivity))
  );
}

/** A basis that names law, and the entries of the catalogue by which it permits. */
interface Law {
  readonly basis: string;
  readonly entries: readonly BasisEntry[];
}

/** Law of the Union, the United Kingdom or a State that is cited. Treaties bind States, not agencies. */
function permitting(claims: Pick<Claims, (typeof CITED)[number]>): readonly Law[] {
  const day = claims["env.createdAt"].slice(0, 10);
  return claims["env.legalBasis"].flatMap((basis): readonly Law[] => {
    if (isNationalLaw(basis)) return [{ basis, entries: [] }];
    const entries = admittedBases(basis, claims["env.purpose"], claims["env.messageType"]).filter(
      (entry) => AUTHORISES.has(entry.role) && isBasisLive(entry, day),
    );
    const isLaw = LAWS.has(String(instrumentOf(basis)?.["kind"]));
    return isLaw && entries.length > 0 ? [{ basis, entries }] : [];
  });
}

/** Whether the agreement names the law of the sender's State that brings this directive into force there. */
function isTransposed(
  basis: string,
  claims: Pick<Claims, "env.purpose" | "env.sender.country">,
  { nationalProvisions }: Agreement,
): boolean {
  return nationalProvisions.some(
    ({ purpose, basis: law, transposes }) =>
      purpose === claims["env.purpose"] &&
      isNationalLawOf(claims["env.sender.country"], law) &&
      transposes !== undefined &&
      coversBasis(transposes, basis),
  );
}

const instrumentOf = (basis: string) =>
  findCode("legal_instrument", basis.slice(0, basis.indexOf("#")));

const LAWS: ReadonlySet<string> = new Set(["eu", "uk"]);
const AUTHORISES: ReadonlySet<BasisEntry["role"]> = new Set(["task", "duty"]);
const PROTECTS: ReadonlySet<string> = new Set(LED_CODES.regimesForOtherTasks);
