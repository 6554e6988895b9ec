import {
  admittedBases,
  atClaim,
  type Claims,
  definePart,
  defineParts,
  type Hit,
  isAvailableTo,
  isBasisInForce,
  isGround,
  isLedRegime,
  isNationalLaw,
  isNationalLawOf,
} from "@safepassage/rules";
import { type BasisEntry, isBasisLive } from "@safepassage/schema";

const NEEDS = [
  "env.legalBasis",
  "env.sender.regime",
  "env.sender.agencyType",
  "env.sender.country",
  "env.purpose",
  "env.messageType",
  "env.createdAt",
] as const;
type Cited = Pick<Claims, (typeof NEEDS)[number]>;

/** Each legal basis admits this purpose, applies to this sender and is in force on the day. */
export const r04 = defineParts({
  id: "R04",
  codes: [
    "R04_BASIS_NOT_ADMITTED",
    "R04_BASIS_NOT_IN_FORCE",
    "R04_BASIS_OF_OTHER_REGIME",
    "R04_BASIS_OF_OTHER_STATE",
    "R04_TASK_MISSING",
    "R04_TREATY_ALONE",
    "R04_NATIONAL_NOT_AGREED",
  ],
  parts: [
    definePart({
      stage: "schema",
      needs: NEEDS,
      evaluate: ({ claims }) => hitsOf(claims),
    }),
    definePart({
      stage: "context",
      needs: ["env.legalBasis", "env.purpose", "agreement"],
      evaluate: ({ claims, facts }) =>
        claims["env.legalBasis"].flatMap((basis, index) => {
          const named = facts.agreement.nationalProvisions.some(
            (entry) => entry.purpose === claims["env.purpose"] && entry.basis === basis,
          );
          return isNationalLaw(basis) && !named ? [atBasis("R04_NATIONAL_NOT_AGREED", index)] : [];
        }),
    }),
  ],
});

function hitsOf(claims: Cited) {
  const day = claims["env.createdAt"].slice(0, 10);
  const enough = isLedRegime(claims["env.sender.regime"]) ? TASKS : GROUNDS;
  const hits = [];
  let isEnough = false;
  let isTreaty = false;
  for (const [index, basis] of claims["env.legalBasis"].entries()) {
    const entries = admittedBases(basis, claims["env.purpose"], claims["env.messageType"]);
    const code = faultOf(basis, entries, claims, day);
    if (code !== undefined) hits.push(atBasis(code, index));
    isEnough ||= fills(enough, basis, entries, claims, day);
    isTreaty ||= entries.some(({ role }) => role === "treaty");
  }
  if (!isEnough) {
    hits.push(atClaim(isTreaty ? "R04_TREATY_ALONE" : "R04_TASK_MISSING", "env.legalBasis"));
  }
  return hits;
}

function faultOf(basis: string, entries: readonly BasisEntry[], claims: Cited, day: string) {
  if (isNationalLaw(basis)) {
    return isNationalLawOf(claims["env.sender.country"], basis)
      ? undefined
      : "R04_BASIS_OF_OTHER_STATE";
  }
  if (entries.length === 0) return "R04_BASIS_NOT_ADMITTED";
  if (!entries.some((entry) => isBasisInForce(entry, day))) return "R04_BASIS_NOT_IN_FORCE";
  return isAvailableTo(claims["env.sender.regime"], claims["env.sender.agencyType"], basis)
    ? undefined
    : "R04_BASIS_OF_OTHER_REGIME";
}

/** Whether a basis has one of the roles on the day. A basis reserved for another use has none. */
function fills(
  roles: readonly string[],
  basis: string,
  entries: readonly BasisEntry[],
  claims: Cited,
  day: string,
): boolean {
  if (isNationalLaw(basis)) return isNationalLawOf(claims["env.sender.country"], basis);
  return entries.some(
    (entry) =>
      roles.includes(entry.role) &&
      isGround(entry, claims["env.sender.regime"]) &&
      isBasisLive(entry, day),
  );
}

function atBasis<const C extends string>(code: C, index: number): Hit<C> {
  return { code, pointer: `/clear/env.legalBasis/${index}`, field: "env.legalBasis" };
}

/** LED Art 8(2): consent or Art 8 itself is not enough. A law must give the task; national law does. */
const TASKS = ["task", "duty", "treaty"];
const GROUNDS = ["processing", ...TASKS];
