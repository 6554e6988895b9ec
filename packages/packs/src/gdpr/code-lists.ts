/** Codes that rules of this pack compare with, where the catalogue has no list of them. */
export const GDPR_CODES = {
  /** Classes of person whose data tell of an offence, GDPR Art 10; R19. */
  classesOfOffence: ["suspect", "convicted"],
} as const satisfies Record<string, readonly string[]>;
