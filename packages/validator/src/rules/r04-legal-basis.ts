import {
  admittedBases,
  atClaim,
  definePart,
  defineParts,
  type Hit,
  isAvailableTo,
  isBasisInForce,
  isLedRegime,
  isNationalLaw,
  isNationalLawOf,
} from "@safepassage/rules";
import { type BasisEntry, isBasisLive } from "@safepassage/schema";

const CODES = [
  "R04_BASIS_NOT_ADMITTED",
  "R04_BASIS_NOT_IN_FORCE",
  "R04_BASIS_OF_OTHER_REGIME",
  "R04_BASIS_OF_OTHER_STATE",
  "R04_TASK_MISSING",
  "R04_NATIONAL_NOT_AGREED",
] as const;
type Code = (typeof CODES)[number];

/** Each legal basis admits this purpose, applies to this sender and is in force on the day. */
export const r04 = defineParts({
  id: "R04",
  codes: CODES,
  parts: [
    definePart({
      stage: "schema",
      needs: [
        "env.legalBasis",
        "env.sender.regime",
        "env.sender.country",
        "env.purpose",
        "env.messageType",
        "env.createdAt",
      ],
      evaluate({ claims }) {
        const message: Cited = {
          purpose: claims["env.purpose"],
          type: claims["env.messageType"],
          regime: claims["env.sender.regime"],
          country: claims["env.sender.country"],
          day: claims["env.createdAt"].slice(0, 10),
        };
        return hitsOf(message, claims["env.legalBasis"]);
      },
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

function hitsOf(message: Cited, bases: readonly string[]) {
  const enough = isLedRegime(message.regime) ? TASKS : GROUNDS;
  const hits = [];
  let isEnough = false;
  for (const [index, basis] of bases.entries()) {
    const entries = admittedBases(basis, message.purpose, message.type);
    const code = faultOf(basis, entries, message);
    if (code !== undefined) hits.push(atBasis(code, index));
    isEnough ||= fills(enough, basis, entries, message);
  }
  if (!isEnough) hits.push(atClaim("R04_TASK_MISSING", "env.legalBasis"));
  return hits;
}

interface Cited {
  readonly purpose: string;
  readonly type: string;
  readonly regime: string;
  readonly country: string;
  readonly day: string;
}

function faultOf(
  basis: string,
  entries: readonly BasisEntry[],
  { regime, country, day }: Cited,
): Code | undefined {
  if (isNationalLaw(basis)) {
    return isNationalLawOf(country, basis) ? undefined : "R04_BASIS_OF_OTHER_STATE";
  }
  if (entries.length === 0) return "R04_BASIS_NOT_ADMITTED";
  if (!entries.some((entry) => isBasisInForce(entry, day))) return "R04_BASIS_NOT_IN_FORCE";
  return isAvailableTo(regime, basis) ? undefined : "R04_BASIS_OF_OTHER_REGIME";
}

/** Whether a basis has one of the roles on the day. A basis reserved for another use has none. */
function fills(
  roles: readonly string[],
  basis: string,
  entries: readonly BasisEntry[],
  { country, day }: Cited,
): boolean {
  if (isNationalLaw(basis)) return isNationalLawOf(country, basis);
  return entries.some((entry) => roles.includes(entry.role) && isBasisLive(entry, day));
}

function atBasis<const C extends string>(code: C, index: number): Hit<C> {
  return { code, pointer: `/clear/env.legalBasis/${index}`, field: "env.legalBasis" };
}

/** LED Art 8(2): consent or Art 8 itself is not enough. A law must give the task; national law does. */
const TASKS = ["task", "duty"];
const GROUNDS = ["processing", ...TASKS];
