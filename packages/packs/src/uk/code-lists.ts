/** Codes that this pack's rules compare with and the catalogue does not list. */
export const UK_CODES = {
  /** Regimes of the United Kingdom, for R59. */
  regimes: ["UK-DPA-P3", "UK-GDPR"],
} as const satisfies Record<string, readonly string[]>;
