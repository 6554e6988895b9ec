/** Limits of a reader. Each is checked before the work that it bounds. */
export interface SdJwtLimits {
  /** Characters of the whole text. Default 1,048,576. */
  readonly maxLength?: number;
  /** Disclosures. Default 1,024. */
  readonly maxDisclosures?: number;
  /** Levels of arrays and objects, counted through disclosures. Default 32, at most 256. */
  readonly maxDepth?: number;
  /** Signatures of a general JSON form. Default 16. */
  readonly maxSignatures?: number;
}

const MAX_DEPTH = 256;

/** Limits used where {@link SdJwtLimits} sets none. */
export const DEFAULT_LIMITS = {
  maxLength: 1_048_576,
  maxDisclosures: 1024,
  maxDepth: 32,
  maxSignatures: 16,
} as const satisfies SdJwtLimits;

/** Checks at run time what types do not ask of callers in JavaScript. @throws TypeError */
export function demand(isRight: boolean, message: string): void {
  if (!isRight) throw new TypeError(message);
}

/**
 * Fills in the default limits.
 *
 * @throws RangeError for an invalid limit, such as `undefined` from a caller in JavaScript, and for a
 *   depth above 256: recursion must end before the stack does.
 */
export function completeLimits(limits: SdJwtLimits): Required<SdJwtLimits> {
  const complete = { ...DEFAULT_LIMITS, ...limits };
  const { maxLength, maxDisclosures, maxDepth, maxSignatures } = complete;
  // Written so that NaN and undefined fail.
  if (!(maxLength >= 1 && maxDisclosures >= 0 && maxDepth >= 1 && maxDepth <= MAX_DEPTH)) {
    throw new RangeError(`a limit is missing, or maxDepth is not from 1 to ${MAX_DEPTH}`);
  }
  if (!(maxSignatures >= 1)) throw new RangeError("maxSignatures is not 1 or more");
  return complete;
}
