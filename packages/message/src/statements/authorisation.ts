import { type Clock, type Signer, toNumericDate, verifyJws } from "@safepassage/core";
import {
  type Agency,
  type Authorisation,
  type AuthorisationClaims,
  type AuthorisationTerms,
  type Draft,
  hasMark,
  MAX_TOKEN,
  parseAuthorisationClaims,
  parseAuthorisationTerms,
} from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust/web";
import { readCanonicalToken, signCanonicalToken } from "../form/canonical-form.ts";
import { errorOf, MessageError, refusalIn } from "../message-error.ts";
import { contentDigest, contentsOf } from "./authorisation-content.ts";

/** `typ` of an authorisation. */
export const AUTHORISATION_TYPE = "spp-authorisation+jwt";

/** Who authorises whom. */
export interface AuthorisationOptions {
  /** Authority that decides. */
  readonly issuer: Authorisation["issuer"];
  /** Agency that acts on it: the sender of the message. */
  readonly actor: string;
  /** Random name of the decision, and random bits for its content; 128 bits each. */
  readonly jti: string;
  readonly nonce: string;
  readonly signer: Signer;
  readonly clock: Clock;
}

/** What an authorisation says, as its issuer signed it. */
export interface ReadAuthorisation extends AuthorisationClaims {
  /** The issuer, as the registry had it when it signed. */
  readonly issuer: Agency;
}

type Message = Pick<Draft, "clear" | "private" | "body">;

/**
 * Signs that an agency may act, for the content that a draft has.
 *
 * @param terms - What is decided. Its content is computed here.
 * @param draft - The draft that the agency will send.
 * @param about - Group ids or commitments that it is about. Needed if there is a choice.
 * @throws {@link MessageError} `AUTHORISATION_INVALID` where the draft has no such content, or more
 *   than one; SchemaError `SCHEMA_INVALID` where the terms fit no kind.
 */
export function issueAuthorisation(
  terms: Omit<AuthorisationTerms, "content">,
  draft: Message,
  options: AuthorisationOptions,
  about: readonly string[] = [],
): string {
  const { issuer, actor, jti, nonce, signer, clock } = options;
  const end = new Date(`${terms.validUntil}T23:59:59Z`);
  const claimsWith = (content: string): AuthorisationClaims => ({
    iss: issuer.entity,
    aud: actor,
    jti,
    iat: toNumericDate(clock.now()),
    // A day that does not exist is refused below, by its name.
    exp: Number.isNaN(end.getTime()) ? 0 : toNumericDate(end),
    nonce,
    authorisation: { ...terms, content },
  });
  // The terms first: what is no kind and no scope is about nothing.
  const { authorisation, ...claimed } = claimsWith(contentDigest(nonce, []));
  parseAuthorisationClaims({ ...claimed, authorisation: parseAuthorisationTerms(authorisation) });
  const contents = contentsOf(draft, terms, issuer).filter(({ binds }) =>
    about.every((one) => binds.includes(one)),
  );
  // Of several, the one that is about nothing beyond what was named.
  const fewest = Math.min(...contents.map(({ binds }) => binds.length));
  const [found, ...more] = contents.filter(({ binds }) => binds.length === fewest);
  if (found === undefined || more.length > 0) {
    throw authorisationInvalid("the draft has no such content, or more than one");
  }
  const claims = claimsWith(contentDigest(nonce, found.leaves));
  return signCanonicalToken(signer, AUTHORISATION_TYPE, claims);
}

/**
 * Verifies who signed an authorisation, in which role, and that it has not expired.
 * `readAuthorisations` says whether it is about a message.
 *
 * @param at - The time now.
 * @throws {@link MessageError} `AUTHORISATION_INVALID`, with the reason as its cause.
 */
export function verifyAuthorisation(
  token: string,
  registry: AgencyRegistry,
  at: Date,
): ReadAuthorisation {
  try {
    return readToken(token, registry, at);
  } catch (cause) {
    const refusal = refusalIn(cause);
    throw new MessageError("AUTHORISATION_INVALID", refusal.message, { cause: refusal });
  }
}

/** Reads the form and the claims of a token. Nothing is verified yet. */
export function parseToken(token: string) {
  const { parts, payload } = readCanonicalToken(token, {
    typ: AUTHORISATION_TYPE,
    maxLength: MAX_TOKEN,
  });
  return { parts, claims: parseAuthorisationClaims(payload) };
}

/** Checks what must be true of a token in any message. */
function readToken(token: string, registry: AgencyRegistry, at: Date): ReadAuthorisation {
  const { parts, claims } = parseToken(token);
  const { iss, iat, exp, authorisation } = claims;
  const now = toNumericDate(at);
  if (now > exp) throw authorisationInvalid("it has expired");
  if (iat > now + CLOCK_SKEW_S) throw authorisationInvalid("it is from the future");
  const kid = parts.kid ?? "";
  const signedAt = new Date(iat * 1000);
  verifyJws(registry.verifierFor(iss, kid, signedAt), parts);
  // With a key that was retired since, a signer could write any earlier date.
  registry.verifierFor(iss, kid, at);
  const issuer = registry.agencyAt(iss, signedAt);
  // Nor with a role that it had once.
  for (const agency of [issuer, registry.agencyAt(iss, at)]) requireRole(authorisation, agency);
  return { ...claims, issuer };
}

/** Refuses a token whose issuer has not the role that its decision takes. */
export function requireRole({ kind, authority }: AuthorisationTerms, issuer: Agency): void {
  if (authority !== undefined && issuer.judicialRoles?.includes(authority) !== true) {
    throw authorisationInvalid("the registry does not give the issuer that role");
  }
  if (kind === "fiuConsent" && issuer.type !== "fiu")
    throw authorisationInvalid("the issuer is not a financial intelligence unit");
  if (kind === "priorTransferAuthorisation" && !issuer.flags.publicPowers) {
    throw authorisationInvalid("the issuer does not decide for a State");
  }
  if (kind === "childProtectionDecision" && !hasMark("agency_type", issuer.type, "guardian")) {
    throw authorisationInvalid("the issuer is not a body that protects children");
  }
}

/** The error for a token that is bad. The message says why, to whoever mends it, and names no value of a record. */
export const authorisationInvalid = errorOf("AUTHORISATION_INVALID");

/** How far the clocks of issuer and reader may differ. */
export const CLOCK_SKEW_S = 120;
