import * as oauth from "oauth4webapi";

/**
 * Refuses a sign-in for which the provider was to ask for the person anew, and did not. Somebody may have changed the address, or the
 * provider does not know `prompt`. Both times are of the provider's own clock. A provider that does not say when it asked is believed.
 *
 * @param anewAt - When the sign-in began, as `performance.now()` said.
 * @throws SignInNotAnew
 * @see OpenID Connect Core 1.0, 2 (`auth_time`) and 3.1.2.1 (`prompt`)
 */
export function requireAnew(answer: oauth.TokenEndpointResponse, anewAt: number): void {
  const { auth_time: asked, iat } = oauth.getValidatedIdTokenClaims(answer) ?? {};
  if (asked === undefined || iat === undefined) return;
  const mostSeconds = (performance.now() - anewAt) / 1000 + TOLERANCE_SECONDS;
  if (iat - asked > mostSeconds) throw new SignInNotAnew();
}

/** A provider that was to ask for the person anew, and took who was still signed in there. */
export class SignInNotAnew extends Error {
  override readonly name = "SignInNotAnew";
}

/** Some providers do not ask again within five minutes, as LemonLDAP::NG 2.21 (`portalForceAuthnInterval`). */
const TOLERANCE_SECONDS = 330;
