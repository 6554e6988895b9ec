import { type Agency, type Duty, findDuty, type LegalBasis } from "@safepassage/schema";

/** Whose law it is, and for what. */
export interface DutyPlace {
  readonly regime: Agency["regime"];
  readonly country: Agency["country"];
  readonly purpose: string;
  /** Those of the message that it is about. */
  readonly legalBases: readonly string[];
}

/**
 * The duty under which an agency corrects a message, has it erased or finds fault with it. Of the law that the catalogue does not know, the
 * message itself cites a provision that the agreement names.
 */
export function dutyBasis(
  duty: Duty,
  { regime, country, purpose, legalBases }: DutyPlace,
): LegalBasis {
  const bases = legalBases as readonly LegalBasis[];
  const nationalProvisions = bases.map((basis) => ({ purpose, basis }));
  const found = findDuty(duty, { regime, country }, purpose, { nationalProvisions });
  return found ?? bases[0] ?? "LED#16(6)";
}
