import { isIdentifying } from "@safepassage/policy";
import {
  admittedBases,
  atClaim,
  definePart,
  defineParts,
  isNationalLaw,
  type MessageView,
  type Scope,
} from "@safepassage/rules";
import { type BasisEntry, findCode, isBasisLive } from "@safepassage/schema";
import { LED_CODES } from "../code-lists.ts";

const HAS_OTHER_TASK: ReadonlySet<string> = new Set(LED_CODES.agenciesOfOtherTasks);

const FIGHTS_CRIME: ReadonlySet<string> = new Set(LED_CODES.regimesAgainstCrime);

const PARTIES = ["env.sender.regime", "env.recipient.agencyType"] as const;
const DIVERTED: Scope = {
  claims: { "env.sender.regime": FIGHTS_CRIME, "env.recipient.agencyType": HAS_OTHER_TASK },
};

/** Police data go to other purposes only if a law permits it and the recipient must protect them. */
export const r06 = defineParts({
  id: "R06",
  codes: ["R06_NO_LAW_NAMED", "R06_RECIPIENT_NOT_BOUND"],
  parts: [
    definePart({
      stage: "schema",
      about: DIVERTED,
      needs: [...PARTIES, "env.messageType", "env.purpose", "env.legalBasis", "env.createdAt"],
      evaluate(view) {
        if (!isAboutSomebody(view)) return "notApplicable";
        const { claims } = view;
        const day = claims["env.createdAt"].slice(0, 10);
        const permits = (basis: string): boolean =>
          isNationalLaw(basis) ||
          (isWrittenLaw(basis) &&
            admittedBases(basis, claims["env.purpose"], claims["env.messageType"]).some(
              (entry) => AUTHORISES.has(entry.role) && isBasisLive(entry, day),
            ));
        const isPermitted = claims["env.legalBasis"].some(permits);
        return isPermitted ? [] : [atClaim("R06_NO_LAW_NAMED", "env.legalBasis")];
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

/** Whether the basis is law of the Union or the United Kingdom. Treaties bind States, not agencies. */
function isWrittenLaw(basis: string): boolean {
  const kind = findCode("legal_instrument", basis.slice(0, basis.indexOf("#")))?.["kind"];
  return kind === "eu" || kind === "uk";
}

const AUTHORISES: ReadonlySet<BasisEntry["role"]> = new Set(["task", "duty"]);
const PROTECTS: ReadonlySet<string> = new Set(LED_CODES.regimesForOtherTasks);
