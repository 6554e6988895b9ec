/** Members of a group that are never disclosures: they bind its leaves, and cannot be withheld. */
export const GROUP_HEADER: ReadonlySet<string> = new Set([
  "kind",
  "links",
  "meta",
  "ledCategory",
  "ageClass",
]);

/** The code of `meta.restriction` that says what its absence says. */
export const NO_RESTRICTION = "none";

/** Whether a name is that of a group: 128 bits in canonical base64url. */
export function isGroupId(name: string): boolean {
  return GROUP_ID.test(name);
}

const GROUP_ID = /^[A-Za-z0-9_-]{21}[AQgw]$/;
