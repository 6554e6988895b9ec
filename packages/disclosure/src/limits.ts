/** What a reader accepts at most. Each bound is checked before the work it bounds. */
export interface SdJwtLimits {
  /** Characters of the whole text. Default 1,048,576. */
  readonly maxLength?: number;
  /** Disclosures. Default 1,024. */
  readonly maxDisclosures?: number;
  /** Levels of arrays and objects, counted through disclosures. Default 32, at most 256. */
  readonly maxDepth?: number;
}

export const DEFAULT_LIMITS = {
  maxLength: 1_048_576,
  maxDisclosures: 1024,
  maxDepth: 32,
} as const satisfies SdJwtLimits;

/**
 * Fills in the defaults.
 *
 * @throws RangeError for a depth beyond 256: recursion has to end before the stack does.
 */
export function completeLimits(limits: SdJwtLimits): Required<SdJwtLimits> {
  const complete = { ...DEFAULT_LIMITS, ...limits };
  if (!(complete.maxDepth >= 1 && complete.maxDepth <= 256)) {
    throw new RangeError("maxDepth must be from 1 to 256");
  }
  return complete;
}
