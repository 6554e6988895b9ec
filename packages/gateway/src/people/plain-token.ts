import type { PeopleConfig } from "@safepassage/agency";
import * as jose from "jose";
import type { AccessTokenClaims } from "./officer.ts";
import type { ProviderKeys } from "./provider-keys.ts";
import { TokenRefused } from "./refusals.ts";
import { TOKEN_ALGORITHMS, TOLERANCE_SECONDS } from "./token-bounds.ts";

/**
 * Checks the access token of a request to a provider whose tokens are JWTs that do not follow RFC 9068: without the type `at+jwt`, and with
 * the client in a claim of their own.
 *
 * Nothing in such a token says that it is an access token. So it has to be for this audience, and its client has to be another one: an
 * ID token is for the client that got it (OpenID Connect Core 1.0, Section 2), and often names no other.
 *
 * @throws JOSEError for a token that is not good, and for keys that cannot be read; TokenRefused for a request with anything but a bearer
 *   token; what `keys` throws.
 */
export async function checkPlainToken(
  { headers }: Request,
  { issuer, audience }: Pick<PeopleConfig, "issuer" | "audience">,
  keys: ProviderKeys,
): Promise<AccessTokenClaims> {
  // A proof of possession would not be checked here, so a token that asks for one is not taken.
  const [, token] = /^bearer +([^ ]+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  // What a program sends with a token says nothing about the provider.
  if (token === undefined || headers.has("dpop")) throw new TokenRefused(undefined);
  const { payload, protectedHeader } = await jose.jwtVerify(token, keys, {
    ...{ issuer, audience, algorithms: TOKEN_ALGORITHMS, clockTolerance: TOLERANCE_SECONDS },
    requiredClaims: ["sub", "iat", "exp"],
  });
  const { typ = "JWT" } = protectedHeader;
  const { exp, iat, aud, sub, cnf } = payload;
  const clients = CLIENT_CLAIMS.map((name) => payload[name]).filter((value) => value !== undefined);
  if (!/^(application\/)?(at\+)?jwt$/i.test(typ)) throw notGood("another type");
  if (typeof exp !== "number" || typeof iat !== "number" || typeof sub !== "string") {
    throw notGood("claims of another form");
  }
  if (cnf !== undefined) throw notGood("a token that is bound to a key");
  const audiences: readonly unknown[] = [aud].flat();
  const isOfOther = (client: unknown) =>
    typeof client === "string" && client !== "" && !audiences.includes(client);
  if (clients.length === 0 || !clients.every(isOfOther)) throw notGood("no client of its own");
  if (OF_ID_TOKENS.some((name) => name in payload)) throw notGood("an ID token");
  return { ...payload, exp, iat };
}

const notGood = (why: string) => new jose.errors.JWTInvalid(why);

/** Where providers name the client that a token was given to: RFC 9068, OpenID Connect, and what two products call it. */
const CLIENT_CLAIMS = ["client_id", "azp", "appid", "cid"];
/** What ID tokens alone may say (OpenID Connect Core 1.0, 3.1.3.6 and 3.3.2.11). Many do not say it. */
const OF_ID_TOKENS = ["at_hash", "c_hash"];
