import {
  type Agreement,
  type BasisEntry,
  codesMarked,
  coversBasis,
  EXCHANGE_TYPES,
  findPurpose,
  isBasisLive,
} from "@safepassage/schema";

/** Lists the catalogue entries that cover a basis, from the exchange-level type or from the purpose. */
export function admittedBases(basis: string, purpose: string, type: string): readonly BasisEntry[] {
  const exchange = Object.hasOwn(EXCHANGE_TYPES, type) ? EXCHANGE_TYPES[type] : undefined;
  const { bases = "purpose", alsoBases = [] } = exchange ?? {};
  const own = bases === "purpose" ? (findPurpose(purpose)?.legalBases ?? []) : bases;
  const entries = [...own, ...alsoBases];
  return entries.filter((entry) => coversBasis(entry.basis, basis));
}

/** Whether a basis is in force on a day, even one that is reserved for another use. */
export function isBasisInForce({ onlyFor: _, ...dates }: BasisEntry, day: string): boolean {
  return isBasisLive(dates, day);
}

/** Whether a basis is national law of the given State. */
export function isNationalLawOf(country: string, basis: string): boolean {
  return basis.startsWith(`NAT-${country}#`);
}

/** Whether a basis is national law of any State. */
export const isNationalLaw = (basis: string): boolean => basis.startsWith("NAT-");

/** Whether the message cites a national law that the agreement names for its purpose. */
export function restsOnNationalLaw(
  bases: readonly string[],
  purpose: string,
  { nationalProvisions }: Agreement,
): boolean {
  return nationalProvisions.some(
    (entry) =>
      entry.purpose === purpose && isNationalLaw(entry.basis) && bases.includes(entry.basis),
  );
}

/** Law-enforcement regimes, under which a law must give the task (LED Art 8). */
export const LED_REGIMES = codesMarked("regime", "led");
/** Regimes of the GDPR kind. */
export const GDPR_REGIMES = codesMarked("regime", "gdpr");

/** Whether a regime is one of law enforcement. */
export const isLedRegime = (regime: string): boolean => LED_REGIMES.has(regime);
