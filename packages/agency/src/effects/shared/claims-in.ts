import { decodeBase64url, decodeUtf8 } from "@safepassage/core";

/** Reads the claims of a JWT that was verified before it was stored, such as the signed part of a message. */
export function claimsIn(jwt: string): Readonly<Record<string, unknown>> {
  return partOf(jwt, 1);
}

/** Reads by which key a JWT is signed that was verified before it was stored. */
export function kidIn(jwt: string): string {
  return String(partOf(jwt, 0)["kid"]);
}

const partOf = (jwt: string, part: 0 | 1): Readonly<Record<string, unknown>> =>
  JSON.parse(decodeUtf8(decodeBase64url(jwt.split(".")[part] ?? "")));
