import {
  atClaim,
  atGroup,
  type Claims,
  definePart,
  defineParts,
  type GroupView,
} from "@safepassage/rules";
import { codesMarked, coversBasis, EXCHANGE_TYPES, findCode, hasMark } from "@safepassage/schema";

/** Bodies to which the law gives a narrow task exchange what it names, with those it names. */
export const r84 = defineParts({
  id: "R84",
  codes: ["R84_PRIVATE_PARTY", "R84_NO_SUSPECT", "R84_NOT_A_SUSPECT"],
  parts: [
    definePart({
      needs: [
        "env.sender.agencyType",
        "env.recipient.agencyType",
        "env.legalBasis",
        "env.messageType",
      ],
      evaluate({ claims }) {
        return SIDES.flatMap(([side, other]) =>
          hasMark("agency_type", claims[side], "noPrivateParties") &&
          hasMark("agency_type", claims[other], "private") &&
          !mayBePrivate(claims[side], claims[other], claims)
            ? [atClaim("R84_PRIVATE_PARTY", other)]
            : [],
        );
      },
    }),
    definePart({
      about: { kinds: ["subject"] },
      needs: ["env.sender.agencyType", "env.recipient.agencyType"],
      evaluate({ claims, groups }) {
        const persons = groups.filter(({ kind }) => kind === "subject");
        const others = persons.filter((person) => !isSuspect(person));
        const hits = [];
        const isBeside = SIDES.some(([side]) => BESIDE_SUSPECTS.has(claims[side]));
        if (isBeside && others.length === persons.length) {
          hits.push(...others.map((person) => atGroup("R84_NO_SUSPECT", person)));
        }
        if (SUSPECTS_ONLY.has(claims["env.sender.agencyType"])) {
          hits.push(...others.map((person) => atGroup("R84_NOT_A_SUSPECT", person)));
        }
        return hits;
      },
    }),
  ],
});

/** Whether a law lets this private body write to the other. What follows in their exchange is its duty. */
function mayBePrivate(
  body: string,
  party: string,
  claims: Pick<Claims, "env.legalBasis" | "env.messageType">,
): boolean {
  const bases = findCode("agency_type", body)?.["privatePartyBases"];
  const law = (bases as Readonly<Record<string, string>> | undefined)?.[party];
  if (law === undefined) return false;
  return (
    Object.hasOwn(EXCHANGE_TYPES, claims["env.messageType"]) ||
    claims["env.legalBasis"].some((basis) => coversBasis(law, basis))
  );
}

const isSuspect = ({ ledCategory }: GroupView): boolean =>
  hasMark("led6_category", ledCategory ?? "", "offence");

const SIDES = [
  ["env.sender.agencyType", "env.recipient.agencyType"],
  ["env.recipient.agencyType", "env.sender.agencyType"],
] as const;
const BESIDE_SUSPECTS = codesMarked("agency_type", "besideSuspects");
const SUSPECTS_ONLY = codesMarked("agency_type", "suspectsOnly");
