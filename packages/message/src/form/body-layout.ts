import { type Body, findIdleGroups, KINDS } from "@safepassage/schema";

/**
 * Members of a group that are never disclosures: they say how its leaves may be used, and cannot be
 * withheld.
 */
export const GROUP_HEADER: ReadonlySet<string> = new Set([
  "kind",
  "links",
  "meta",
  "ledCategory",
  "ageClass",
]);

/** The code of `meta.restriction` that means the same as its absence. */
export const NO_RESTRICTION = "none";

/** Whether a name is that of a group: 128 bits in canonical base64url. */
export function isGroupId(name: string): boolean {
  return GROUP_ID.test(name);
}

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

/**
 * Whether a group says nothing: it holds no value, is no person, and joins no two groups that say
 * something. A group that joins two says whom one of them concerns.
 */
export function hasIdleGroup(body: Body): boolean {
  const empty = new Set<string>();
  for (const [gid, { kind, leaves }] of Object.entries(body)) {
    // A person always says something: category and age class are in its header.
    if (leaves.length === 0 && KINDS[kind]?.person !== true) empty.add(gid);
  }
  // Nearly always: no link has to be looked at.
  if (empty.size === 0) return false;
  return findIdleGroups(new Map(Object.entries(body)), empty).size > 0;
}

const GROUP_ID = /^[A-Za-z0-9_-]{21}[AQgw]$/;
const PADDING_NAME = /^pad\.(0|[1-9][0-9]?)$/;
const COUNT_CLASSES: readonly number[] = [4, 8, 16, 32, 64];
