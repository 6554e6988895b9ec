/** Codes that this pack's rules compare with and the catalogue does not list. */
export const GDPR_CODES = {
  /** Classes of person whose data reveal an offence (GDPR Art 10), for R19. */
  classesOfOffence: ["suspect", "convicted"],
} as const satisfies Record<string, readonly string[]>;
