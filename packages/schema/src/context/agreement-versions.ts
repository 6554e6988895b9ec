import type { Agreement } from "./context-model.ts";

type Version = Pick<Agreement, "id" | "version" | "parties">;

/** Orders versions of an agreement, the earlier one first: `2.9` before `2.10`. */
export const compareVersions = (
  { version }: Pick<Agreement, "version">,
  other: Pick<Agreement, "version">,
): number => versionOrder.compare(version, other.version);

/** Made once: to make one takes many times as long as to compare with it. */
const versionOrder = new Intl.Collator("en", { numeric: true });

/**
 * Whether a version of an agreement takes the place of another in what two agencies exchange: it is a later one of the same id, at
 * least two parties of the other go on with it, and one of these is among the two agencies. So a party that a newer version leaves
 * out is out. What two agencies agree under an id that one of them uses with a third is another agreement.
 *
 * @see `docs/spec/agreements.md#a-newer-version`
 */
export function takesPlaceOf(newer: Version, other: Version, between: readonly string[]): boolean {
  if (newer.id !== other.id || compareVersions(newer, other) <= 0) return false;
  const goOn = other.parties.filter((party) => newer.parties.includes(party));
  return goOn.length > 1 && goOn.some((party) => between.includes(party));
}

/** Agreements by their id. A list is sorted by it once. */
export function versionsIn(
  agreements: readonly Agreement[],
): ReadonlyMap<string, readonly Agreement[]> {
  const known = versions.get(agreements) ?? Map.groupBy(agreements, ({ id }) => id);
  versions.set(agreements, known);
  return known;
}
const versions = new WeakMap<readonly Agreement[], ReadonlyMap<string, readonly Agreement[]>>();
