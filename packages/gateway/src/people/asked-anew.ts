import * as oauth from "oauth4webapi";

/**
 * Refuses a sign-in for which the provider has asked for the person longer ago than it may. Somebody may have changed the address, or the
 * provider does not know `prompt` or `max_age`. Both times are of the provider's own clock. A provider that does not say when it asked is
 * believed.
 *
 * @param seconds - The longest time since it has asked.
 * @throws SignInNotAnew
 * @see OpenID Connect Core 1.0, 2 (`auth_time`) and 3.1.2.1 (`prompt`, `max_age`)
 */
export function requireAskedWithin(answer: oauth.TokenEndpointResponse, seconds: number): void {
  const { auth_time: asked, iat } = oauth.getValidatedIdTokenClaims(answer) ?? {};
  if (asked === undefined || iat === undefined) return;
  if (iat - asked > seconds + TOLERANCE_SECONDS) throw new SignInNotAnew();
}

/** A provider that has asked too long ago, and took who was still signed in there. */
export class SignInNotAnew extends Error {
  override readonly name = "SignInNotAnew";
}

/** Some providers do not ask again within five minutes, as LemonLDAP::NG 2.21 (`portalForceAuthnInterval`). */
const TOLERANCE_SECONDS = 330;
