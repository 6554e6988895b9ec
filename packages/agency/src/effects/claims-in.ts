import { decodeBase64url, decodeUtf8 } from "@safepassage/core";

/** Reads the claims of a JWT that was verified before it was stored, such as the signed part of a message. */
export function claimsIn(jwt: string): Readonly<Record<string, unknown>> {
  const [, payload = ""] = jwt.split(".");
  return JSON.parse(decodeUtf8(decodeBase64url(payload)));
}
