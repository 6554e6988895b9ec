import {
  decodeBase64url,
  decodeUtf8,
  isJsonObject,
  type Json,
  type JsonObject,
  parseJson,
} from "@safepassage/core";
import { protocolFor } from "@safepassage/message";
import { type Agreement, PROFILE_DIGEST } from "@safepassage/schema";
import { AgencyError } from "../setting/agency-error.ts";

/**
 * The catalogue that a signed message names, and by which both sides have judged it: neither signs nor opens one that
 * names another than its own.
 *
 * @param jwt - Issuer-signed JWT of a message that was verified before.
 * @throws AgencyError `GATEWAY_STORE_UNREADABLE`.
 */
export function profileOf(jwt: string): string {
  const profile = claimsOf(jwt)["profile"];
  if (typeof profile !== "string") throw damaged();
  return profile;
}

function claimsOf(jwt: string): JsonObject {
  let claims: Json;
  try {
    claims = parseJson(decodeUtf8(decodeBase64url(jwt.split(".")[1] ?? "")));
  } catch (cause) {
    // Whoever asks has made no mistake.
    throw damaged(cause);
  }
  if (!isJsonObject(claims)) throw damaged();
  return claims;
}

const damaged = (cause?: unknown): AgencyError =>
  new AgencyError("GATEWAY_STORE_UNREADABLE", "a message that is stored is damaged", { cause });

/** Whether a message names another catalogue than that of this version. */
export const isOfOther = ({ clear }: { readonly clear: { readonly "env.profile": string } }) =>
  clear["env.profile"] !== PROFILE_DIGEST;

/** Whether messages of this program may be sent under an agreement: it admits its catalogue, and a version of the protocol that it has. */
export const admitsOurs = (agreement: Pick<Agreement, "profiles" | "protocols">): boolean =>
  agreement.profiles.includes(PROFILE_DIGEST) && protocolFor(agreement) !== undefined;
