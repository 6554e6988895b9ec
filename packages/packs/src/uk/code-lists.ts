/** Codes that rules of this pack compare with, where the catalogue has no list of them. */
export const UK_CODES = {
  /** Regimes of the United Kingdom; R59. */
  regimes: ["UK-DPA-P3", "UK-GDPR"],
} as const satisfies Record<string, readonly string[]>;
