/** Codes that this pack's rules compare with and the catalogue does not list. */
export const LED_CODES = {
  /** Agencies whose own findings of fact may include an indicator of trafficking, for R09. */
  investigators: ["police", "prosecutor", "borderGuard", "interpolNcb"],
  /** Regimes of agencies that fight crime, for R06. */
  regimesAgainstCrime: ["LED", "UK-DPA-P3"],
  /** Regimes that protect data used for another purpose, for R06. */
  regimesForOtherTasks: ["GDPR", "UK-GDPR", "EUDPR"],
  /** Transfer bases for one individual case (LED Art 38(1)(d) and (e)), for R28. */
  transfersOfOneCase: ["LED38_1d", "LED38_1e"],
  /** Transfer bases for data that do not leave the Union, for R25. */
  transfersWithin: ["INTRA_EU", "DOMESTIC", "EU_BODY"],
  /** Reasons of necessity that satisfy the condition VITAL, for R68. */
  vitalReasons: ["PREVENT_IMMINENT_HARM", "PROVIDE_MEDICAL_CARE", "LOCATE_MISSING_PERSON"],
} as const satisfies Record<string, readonly string[]>;
