import { computeProfileDigest } from "@safepassage/schema";

/** Where the digest of the catalogue is kept, from the root of the repository. */
export const path = "packages/schema/src/catalogue/data/profile.json";

/** The digest that pins the catalogue, so that no process computes it at its start. */
export function generate(): string {
  return `{ "sha256": "${computeProfileDigest()}" }\n`;
}
