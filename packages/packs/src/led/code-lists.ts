/** Codes that rules of this pack compare with, where the catalogue has no list of them. */
export const LED_CODES = {
  /** Agencies whose tasks lie outside LED Art 1(1); R06. */
  agenciesOfOtherTasks: [
    "victimServiceNGO",
    "victimServicePublic",
    "childProtection",
    "labourInspectorate",
    "immigrationAuthority",
    "nationalRapporteur",
    "internationalOrganisation",
  ],
  /** Agencies whose own findings of fact may include an indicator of trafficking; R09. */
  investigators: ["police", "prosecutor", "borderGuard"],
  /** Regimes of agencies that fight crime; R06. */
  regimesAgainstCrime: ["LED", "UK-DPA-P3"],
  /** Regimes that protect data used for another purpose; R06. */
  regimesForOtherTasks: ["GDPR", "UK-GDPR", "EUDPR"],
  /** Transfer bases of one individual case, LED Art 38(1)(d) and (e); R28. */
  transfersOfOneCase: ["LED38_1d", "LED38_1e"],
  /** Transfer bases of what does not leave the Union; R25. */
  transfersWithin: ["INTRA_EU", "DOMESTIC", "EU_BODY"],
  /** Reasons of necessity with which the condition VITAL holds; R68. */
  vitalReasons: ["PREVENT_IMMINENT_HARM", "PROVIDE_MEDICAL_CARE", "LOCATE_MISSING_PERSON"],
} as const satisfies Record<string, readonly string[]>;
