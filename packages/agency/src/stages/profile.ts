import { decodeBase64url, decodeUtf8, isJsonObject, parseJson } from "@safepassage/core";
import { protocolFor } from "@safepassage/message";
import { type Agreement, PROFILE_DIGEST } from "@safepassage/schema";

/**
 * The catalogue that a signed message names, and by which both sides have judged it: neither signs nor opens one that
 * names another than its own.
 *
 * @param jwt - Issuer-signed JWT of a message that was verified before.
 */
export function profileOf(jwt: string): string {
  const claims = parseJson(decodeUtf8(decodeBase64url(jwt.split(".")[1] ?? "")));
  const profile = isJsonObject(claims) ? claims["profile"] : undefined;
  if (typeof profile !== "string") throw new TypeError("a message without a profile was stored");
  return profile;
}

/** Whether a message names another catalogue than that of this version. */
export const isOfOther = ({ clear }: { readonly clear: { readonly "env.profile": string } }) =>
  clear["env.profile"] !== PROFILE_DIGEST;

/** Whether messages of this program may be sent under an agreement: it admits its catalogue, and a version of the protocol that it has. */
export const admitsOurs = (agreement: Pick<Agreement, "profiles" | "protocols">): boolean =>
  agreement.profiles.includes(PROFILE_DIGEST) && protocolFor(agreement) !== undefined;
