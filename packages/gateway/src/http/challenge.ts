/**
 * Says how a request is authenticated, for an answer with status 401 (RFC 9110, Section 15.5.2): by a bearer token (RFC 6750,
 * Section 3) or, where officers sign in with tokens of RFC 9068, by one with a proof of possession (RFC 9449, Section 7.1).
 *
 * @param authorization - What the request has shown: a token of its scheme is not good.
 * @param proofs - Algorithms of proofs; left out where none is taken.
 */
export function challengeOf(
  authorization: string | undefined,
  proofs: readonly string[] | undefined,
): string {
  const shown = authorization?.split(" ", 1)[0]?.toLowerCase();
  const bearer = `Bearer realm="safepassage"${shown === "bearer" ? REFUSED : ""}`;
  if (proofs === undefined) return bearer;
  return `${bearer}, DPoP algs="${proofs.join(" ")}"${shown === "dpop" ? REFUSED : ""}`;
}

const REFUSED = ', error="invalid_token"';
