import { decodeBase64url, decodeUtf8 } from "@safepassage/core";

/** Reads the claims of the issuer-signed JWT of a stored message: it was verified before it was stored. */
export function claimsIn(jwt: string): Readonly<Record<string, unknown>> {
  const [, payload = ""] = jwt.split(".");
  return JSON.parse(decodeUtf8(decodeBase64url(payload)));
}
