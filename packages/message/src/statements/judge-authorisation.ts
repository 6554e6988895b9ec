import { toNumericDate } from "@safepassage/core";
import type { Agency } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust/web";
import { verifySigned } from "../form/verify-signed.ts";
import { refusalIn } from "../message-error.ts";
import {
  authorisationInvalid,
  CLOCK_SKEW_S,
  parseToken,
  requireRole,
  verifyAuthorisation,
} from "./authorisation.ts";

/** Whether something is true of a token, or why not. */
export type TokenAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: string; readonly reason: string };

/** What can be said of an authorisation, years later too. */
export interface JudgedAuthorisation {
  /** Its issuer signed it, with a key that was in force at the time that it states. */
  readonly genuine: TokenAnswer;
  /** It is genuine, and its issuer had the role for it at that time. */
  readonly validWhenSigned: TokenAnswer;
  /** A message may rest on it now: it has not expired, and key and role are those of today. */
  readonly usableNow: TokenAnswer;
  /** The issuer, as the registry had it when it signed; undefined unless it is genuine. */
  readonly issuer: Agency | undefined;
}

/**
 * Judges an authorisation for whoever looks at it later: what a message may not rest on any more may still be a genuine order.
 *
 * @param now - The time now.
 * @see `docs/spec/authorisations.md#looking-at-a-token-later`
 */
export function judgeAuthorisation(
  token: string,
  registry: AgencyRegistry,
  now: Date,
): JudgedAuthorisation {
  let issuer: Agency | undefined;
  const genuine = answer(() => {
    const { parts, claims } = parseToken(token);
    const at = new Date(claims.iat * 1000);
    verifySigned(parts, { issuer: claims.iss, at }, registry);
    issuer = registry.agencyAt(claims.iss, at);
  });
  const validWhenSigned = answer(() => {
    const { iat, authorisation } = parseToken(token).claims;
    if (iat > toNumericDate(now) + CLOCK_SKEW_S)
      throw authorisationInvalid("it is from the future");
    if (issuer !== undefined) requireRole(authorisation, issuer);
  });
  return {
    genuine,
    validWhenSigned: genuine.ok ? validWhenSigned : genuine,
    usableNow: answer(() => verifyAuthorisation(token, registry, now)),
    issuer,
  };
}

function answer(check: () => unknown): TokenAnswer {
  try {
    check();
    return { ok: true };
  } catch (cause) {
    const refusal = refusalIn(cause);
    // What a token is refused for stands in the cause.
    const { code } = refusal.cause === undefined ? refusal : refusalIn(refusal.cause);
    return { ok: false, code, reason: refusal.message };
  }
}
