/**
 * Fields whose mere presence tells another field, whatever their value: a guardian tells a child, a
 * document's issuer a nationality.
 */
const TELLS: Readonly<Record<string, readonly string[]>> = {
  "subject.guardianRef": ["subject.ageClass", "subject.ageBand", "identity.dateOfBirth"],
  "subject.childViews": ["subject.ageClass", "subject.ageBand", "identity.dateOfBirth"],
  "assessment.childProtection": ["subject.ageClass", "subject.ageBand", "identity.dateOfBirth"],
  "subject.nonPunishment": ["subject.ledCategory", "suspect.role"],
  "suspect.role": ["subject.ledCategory"],
  "suspect.proceedingStatus": ["subject.ledCategory", "event.offence"],
  "finance.accountHolderRole": ["subject.ledCategory"],
  "status.kind": ["subject.traffickingStatus"],
  "subject.statusDecisionBody": ["subject.traffickingStatus"],
  "identity.documentStatusOnly": ["subject.nationality"],
  "event.sexualSubtype": ["event.exploitation"],
  "event.isic": ["event.exploitation"],
  "need.health": ["need.specialNeeds"],
  "need.specialNeeds": ["need.health"],
  "alert.biometricAvailability": ["identity.facialImage", "identity.dna"],
};

/** Whether a field that is there tells one of those that were withheld. */
export const tellsWithheld = (present: string, withheld: ReadonlySet<string>): boolean =>
  TELLS[present]?.some((field) => withheld.has(field)) ?? false;

/** Every field of the list. */
export const TELLING_FIELDS: readonly string[] = [
  ...new Set(Object.entries(TELLS).flatMap(([present, told]) => [present, ...told])),
];
