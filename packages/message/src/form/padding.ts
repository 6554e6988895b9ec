/** Value of every padding disclosure. */
export const PADDING_VALUE = 0;

/**
 * Claim name of a padding disclosure. It has an index, since RFC 9901 admits each name once on a
 * level.
 */
export function paddingName(index: number): string {
  return `pad.${index}`;
}

/** Whether a claim name is that of a padding disclosure. */
export function isPaddingName(name: string): boolean {
  return name.startsWith("pad.") && PADDING_NAME.test(name);
}

/**
 * Returns how many disclosures a level has with its padding: 4, 8, 16, 32 or 64.
 *
 * Without padding the number of digests would tell how many facts an agency holds.
 *
 * @returns `undefined` above 64.
 */
export function paddedCount(count: number): number | undefined {
  return COUNT_CLASSES.find((size) => count <= size);
}

const PADDING_NAME = /^pad\.(0|[1-9][0-9]?)$/;
const COUNT_CLASSES: readonly number[] = [4, 8, 16, 32, 64];
