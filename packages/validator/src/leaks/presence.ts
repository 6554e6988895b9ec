/**
 * Fields whose mere presence reveals another field, whatever their value: a guardian reveals a child, a
 * document its holder's nationality.
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

/** Whether a present field reveals one of the withheld fields. */
export const tellsWithheld = (present: string, withheld: ReadonlySet<string>): boolean =>
  TELLS[present]?.some((field) => withheld.has(field)) ?? false;

/** All fields that reveal or are revealed. */
export const TELLING_FIELDS: readonly string[] = [
  ...new Set(Object.entries(TELLS).flatMap(([present, told]) => [present, ...told])),
];
