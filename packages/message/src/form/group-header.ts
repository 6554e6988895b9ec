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

const GROUP_ID = /^[A-Za-z0-9_-]{21}[AQgw]$/;
