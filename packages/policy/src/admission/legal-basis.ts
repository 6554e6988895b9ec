import {
  type Agency,
  type Agreement,
  type BasisEntry,
  coversBasis,
  findCode,
  hasMark,
  isBasisLive,
  isConsentBasis,
} from "@safepassage/schema";
import { createFacts, type Facts } from "../conditions/facts.ts";
import type { PolicyInput } from "../tables/model.ts";
import type { MessageRows, PolicyTables } from "../tables/tables.ts";

/**
 * Whether consent is the only legal basis of the message. If so, every personal leaf must be in the
 * scope of a valid consent.
 *
 * A basis counts only if the purpose or the message type admits it for this sender on the day of the
 * message, so naming an unrelated law does not lift the limit.
 */
export function isConsentOnly(input: PolicyInput, tables?: Partial<PolicyTables>): boolean {
  return restsOnConsent(createFacts(input, tables));
}

/** {@link isConsentOnly} on prepared facts. */
export function restsOnConsent(facts: Facts): boolean {
  return facts.remember("consent only", () => {
    const bases = countingBases(facts);
    return bases.length > 0 && bases.every(({ named }) => isConsentBasis(named));
  });
}

/**
 * Whether the bases allow personal data at all. Law-enforcement senders need a law that gives them
 * the task or a duty; other senders need any ground. Permission to process a special category is not
 * a ground by itself.
 *
 * @see LED Art 8(2), GDPR Art 6(1), rule R04
 */
export function hasLegalBasis(facts: Facts): boolean {
  return facts.remember("legal basis", () => {
    const isLed = hasMark("regime", facts.clear["env.sender.regime"] ?? "", "led");
    return countingBases(facts).some(
      ({ role }) => role !== "special" && (!isLed || role !== "processing"),
    );
  });
}

interface CountingBasis {
  readonly named: string;
  readonly role: AvailableBasis["role"];
}

/** A legal basis on which an agency may rest a message. */
export interface AvailableBasis {
  readonly basis: string;
  /** What it gives; `national` for a provision of national law that the agreement names. */
  readonly role: BasisEntry["role"] | "national";
}

/** The bases of some entries that count for messages of an agency on a day. */
export function availableBases(
  entries: readonly BasisEntry[],
  { regime, type }: Pick<Agency, "regime" | "type">,
  day: string,
): readonly AvailableBasis[] {
  return entries.flatMap((entry) =>
    counts(entry, entry.basis, regime, type, day) ? [{ basis: entry.basis, role: entry.role }] : [],
  );
}

/** The provisions of national law that an agreement names for a purpose, for agencies of a State. */
export function nationalBases(
  { nationalProvisions }: Pick<Agreement, "nationalProvisions">,
  purpose: string | undefined,
  country: string | undefined,
): readonly AvailableBasis[] {
  return nationalProvisions.flatMap((one) =>
    one.purpose === purpose && one.basis.startsWith(`NAT-${country}#`)
      ? [{ basis: one.basis, role: "national" }]
      : [],
  );
}

/** The named bases that the purpose or the message type admits on the day of the message. */
function countingBases(facts: Facts): readonly CountingBasis[] {
  const { clear, rows } = facts;
  const day = (clear["env.createdAt"] ?? "").slice(0, 10);
  const [regime, type] = [clear["env.sender.regime"], clear["env.sender.agencyType"]];
  const national = nationalBases(facts.agreement, facts.purpose, clear["env.sender.country"]);
  const entries = basesOf(rows);
  return (clear["env.legalBasis"] ?? []).flatMap((named): CountingBasis[] => {
    if (national.some(({ basis }) => basis === named)) return [{ named, role: "national" }];
    const entry = entries.find(({ basis }) => coversBasis(basis, named));
    const isCounting = entry !== undefined && counts(entry, named, regime, type, day);
    return isCounting ? [{ named, role: entry.role }] : [];
  });
}

/** The bases that the purpose or the message type has. */
function basesOf({ purpose, exchange }: MessageRows): readonly BasisEntry[] {
  const { bases = "purpose", alsoBases = [] } = exchange ?? {};
  return [...(bases === "purpose" ? (purpose?.legalBases ?? []) : bases), ...alsoBases];
}

/** Whether a named basis, which an entry covers, counts for a sender on a day. */
function counts(
  entry: BasisEntry,
  named: string,
  regime: string | undefined,
  type: string | undefined,
  day: string,
): boolean {
  return isBasisLive(entry, day) && isGround(entry, regime) && isAvailableTo(regime, type, named);
}

/**
 * Whether an entry gives an agency under this regime anything. A treaty gives nothing to those who need law of their
 * Union or State.
 *
 * @see LED Art 8(1), GDPR Art 6(3), rule R04
 */
export function isGround({ role }: BasisEntry, regime: string | undefined): boolean {
  return role !== "treaty" || hasMark("regime", regime ?? "", "treaty");
}

/**
 * Whether the law that a basis cites applies to senders of this regime, or gives senders of this type the task:
 * the authority under the GDPR may supervise law enforcement too (LED Art 41(3)).
 */
export function isAvailableTo(
  regime: string | undefined,
  agencyType: string | undefined,
  basis: string,
): boolean {
  const entry = findCode("legal_instrument", basis.slice(0, Math.max(0, basis.indexOf("#"))));
  const { regimes, agencyTypes } = (entry ?? {}) as Partial<Availability>;
  const own = agencyTypes?.[agencyType ?? ""] ?? [];
  return regimes?.includes(regime ?? "") || own.some((admitted) => coversBasis(admitted, basis));
}

/** To whom an instrument applies: by regime, and single articles by type of agency. */
interface Availability {
  readonly regimes: readonly string[];
  readonly agencyTypes: Readonly<Record<string, readonly string[]>>;
}
