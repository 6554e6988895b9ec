import {
  type Clock,
  canonicalJson,
  type Json,
  type Signer,
  toInstant,
  toNumericDate,
  verifyJws,
} from "@safepassage/core";
import {
  type Agency,
  AUTHORISATION_KINDS,
  type Authorisation,
  type AuthorisationClaims,
  type AuthorisationTerms,
  type Draft,
  hasMark,
  inOneOrder,
  MAX_TOKEN,
  PRIOR_AUTHORISATION_KINDS,
  parseAuthorisationClaims,
} from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import { type AuthorisedContent, contentDigest, contentsOf } from "./authorisation-content.ts";
import { readCanonicalToken, signCanonicalToken } from "./canonical-form.ts";
import { MessageError } from "./message-error.ts";

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
 * @param terms - What is decided, without its content, which is computed here.
 * @param draft - The draft that the agency will send.
 * @param about - Group ids or commitments that it is about. Needed where there is a choice.
 * @throws {@link MessageError} `AUTHORISATION_INVALID` where the draft has no such content, or more
 *   than one; SchemaError `SCHEMA_INVALID` where the terms are not those of a kind.
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
    // A day that is none is refused below, by its name.
    exp: Number.isNaN(end.getTime()) ? 0 : toNumericDate(end),
    nonce,
    authorisation: { ...terms, content },
  });
  // The terms first: what is no kind and no scope is about nothing.
  parseAuthorisationClaims(claimsWith(contentDigest(nonce, [])));
  const contents = contentsOf(draft, terms, issuer).filter(({ binds }) =>
    about.every((one) => binds.includes(one)),
  );
  // Of several the one that is about no more than what was named.
  const fewest = Math.min(...contents.map(({ binds }) => binds.length));
  const [found, ...more] = contents.filter(({ binds }) => binds.length === fewest);
  if (found === undefined || more.length > 0) {
    throw invalid(new TypeError("the draft has no such content, or more than one"));
  }
  const claims = claimsWith(contentDigest(nonce, found.leaves));
  return signCanonicalToken(signer, AUTHORISATION_TYPE, claims);
}

/**
 * Verifies who signed an authorisation, in which role, and that it has not expired. Whether it is
 * about a message is for {@link readAuthorisations}.
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
    return read(token, registry, at);
  } catch (cause) {
    throw invalid(cause);
  }
}

/** The authorisations of a message that something may rest on, and those that are bad. */
export interface AuthorisationsRead {
  readonly verified: readonly Authorisation[];
  /** Place of each bad token, `private.authorisations/0`, and why. */
  readonly refused: readonly { readonly entry: string; readonly cause: unknown }[];
}

/**
 * Verifies all authorisations and prior authorisations of a message or a draft: who decided, in
 * which State and role, for this sender, recipient and purpose, about what this message holds.
 *
 * @param at - The time now.
 * @see `docs/spec/authorisations.md#verification`
 */
export function readAuthorisations(
  message: Message,
  registry: AgencyRegistry,
  at: Date,
): AuthorisationsRead {
  const verified: Authorisation[] = [];
  const refused: { entry: string; cause: unknown }[] = [];
  const seen = new Set<string>();
  for (const { list, index, stated } of entriesOf(message)) {
    const entry = `${list}/${index}`;
    try {
      const { token, ...clear } = stated;
      const claims = read(String(token), registry, at);
      if (seen.has(claims.jti)) throw new TypeError("the decision is there twice");
      seen.add(claims.jti);
      verified.push({ ...requireFit(claims, list, clear, message), entry });
    } catch (cause) {
      refused.push({ entry, cause });
    }
  }
  return { verified, refused };
}

type List = "private.authorisations" | "private.priorAuthorisations";

interface Entry {
  readonly list: List;
  readonly index: number;
  readonly stated: Readonly<Record<string, unknown>>;
}

/** Either list may be missing where the message claims a threat to life. */
function entriesOf({ private: hidden }: Message): readonly Entry[] {
  return LISTS.flatMap((list) => {
    const entries: readonly object[] = hidden[list] ?? [];
    return entries.map((one, index) => ({ list, index, stated: { ...one } }));
  });
}

/** What is true of a token whatever the message. */
function read(token: string, registry: AgencyRegistry, at: Date): ReadAuthorisation {
  const { parts, payload } = readCanonicalToken(token, {
    typ: AUTHORISATION_TYPE,
    maxLength: MAX_TOKEN,
  });
  const claims = parseAuthorisationClaims(payload);
  const { iss, iat, exp, authorisation } = claims;
  const now = toNumericDate(at);
  if (now > exp) throw new TypeError("it has expired");
  if (iat > now + CLOCK_SKEW_S) throw new TypeError("it is from the future");
  const kid = parts.kid ?? "";
  const signedAt = new Date(iat * 1000);
  verifyJws(registry.verifierFor(iss, kid, signedAt), parts);
  // A key that was retired since could write any earlier date.
  registry.verifierFor(iss, kid, at);
  const issuer = registry.agencyAt(iss, signedAt);
  requireRole(authorisation, issuer);
  return { ...claims, issuer };
}

function requireRole({ kind, authority }: AuthorisationTerms, issuer: Agency): void {
  if (authority !== undefined && issuer.judicialRoles?.includes(authority) !== true) {
    throw new TypeError("the registry does not give the issuer that role");
  }
  if (kind === "fiuConsent" && issuer.type !== "fiu") throw new TypeError("the issuer is no unit");
  if (kind === "priorTransferAuthorisation" && !issuer.flags.publicPowers) {
    throw new TypeError("the issuer decides for no State");
  }
  if (kind === "childProtectionDecision" && !hasMark("agency_type", issuer.type, "guardian")) {
    throw new TypeError("the issuer protects no children");
  }
}

/** What must be true of a token in this message. */
function requireFit(
  claims: ReadAuthorisation,
  list: List,
  stated: Readonly<Record<string, unknown>>,
  message: Message,
): Omit<Authorisation, "entry"> {
  const { iat, aud, authorisation: terms, issuer } = claims;
  const { clear } = message;
  const requireTrue = (isTrue: boolean, what: string): void => {
    if (!isTrue) throw new TypeError(what);
  };
  requireTrue(KINDS_OF[list].includes(terms.kind), "its kind stands in the other list");
  requireTrue(aud === clear["env.sender.agencyId"], "it is for another agency");
  requireTrue(terms.recipient === clear["env.recipient.agencyId"], "it is for another recipient");
  requireTrue(terms.purposes.includes(clear["env.purpose"]), "it is for another purpose");
  if (list === "private.priorAuthorisations") {
    requireTrue(issuer.entity !== aud, "the sender cannot agree in the place of its source");
  } else {
    requireTrue(issuer.country === clear["env.sender.country"], "its issuer is of another State");
  }
  const said = list === "private.authorisations" ? judicialMembers(claims) : priorMembers(claims);
  // A draft may state a list in another order than the message and the token have it.
  const [here, there] = [stated, said].map((one) => canonicalJson(inOneOrder(one as Json)));
  requireTrue(here === there, "what is stated beside it differs");
  const content = contentsOf(message, terms, issuer).find(
    ({ leaves }) => contentDigest(claims.nonce, leaves) === terms.content,
  );
  if (content === undefined) throw new TypeError("it is about something else");
  requireTrue(coversOrder(content, terms, message), "it is about another kind of order");
  const { entity, type, country, regime, judicialRoles } = issuer;
  return {
    kind: terms.kind,
    ...(terms.authority === undefined ? {} : { authority: terms.authority }),
    issuedAt: toInstant(new Date(iat * 1000)),
    validUntil: terms.validUntil,
    scope: terms.scope ?? [],
    ...(terms.offence === undefined ? {} : { offence: terms.offence }),
    issuer: {
      entity,
      type,
      country,
      regime,
      ...(judicialRoles === undefined ? {} : { judicialRoles }),
    },
    purposes: terms.purposes,
    recipient: terms.recipient,
    binds: content.binds,
  };
}

/** What a message states in clear beside a token of `private.authorisations`. */
function judicialMembers({ iat, authorisation }: ReadAuthorisation): object {
  const { kind, authority, validUntil, scope, offence } = authorisation;
  const issuedAt = toInstant(new Date(iat * 1000));
  const stated = { kind, authority, issuedAt, validUntil, scope };
  return offence === undefined ? stated : { ...stated, offence };
}

/** The same of `private.priorAuthorisations`. */
function priorMembers({ authorisation: { kind, decision } }: ReadAuthorisation): object {
  return { kind, decision };
}

/**
 * An order in the message is of the kind, asks for the categories, and names the authority, that the token
 * names: what R41 lets a judge order must not rest on the token of a prosecutor.
 */
function coversOrder(
  { binds }: AuthorisedContent,
  { kind, evidenceKind, categories, authority, capacity }: AuthorisationTerms,
  { body }: Message,
): boolean {
  if (kind !== "judicialOrder") return true;
  return binds.every((gid) => {
    const group = body[gid];
    if (group?.kind !== "evidence") return true;
    const valuesOf = (field: string): readonly unknown[] =>
      group.leaves.flatMap(({ f, v }) => (f === field ? [v] : []));
    const validators = valuesOf("evidence.validator");
    const isValidation = capacity === "validated" && validators.length > 0;
    const allowed: readonly (readonly [readonly unknown[], readonly unknown[]])[] = [
      [valuesOf("evidence.kind"), [evidenceKind]],
      [valuesOf("evidence.category"), categories ?? []],
      [isValidation ? validators : valuesOf("evidence.issuingAuthority"), [authority]],
    ];
    return allowed.every(([values, named]) => values.every((value) => named.includes(value)));
  });
}

/** Why a token is bad, for who has to mend it. Names no value of a record. */
export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : "an authorisation does not verify";
}

function invalid(cause: unknown): MessageError {
  return new MessageError("AUTHORISATION_INVALID", reasonOf(cause), { cause });
}

const LISTS: readonly List[] = ["private.authorisations", "private.priorAuthorisations"];
const KINDS_OF: Readonly<Record<List, readonly string[]>> = {
  "private.authorisations": AUTHORISATION_KINDS,
  "private.priorAuthorisations": PRIOR_AUTHORISATION_KINDS,
};
const CLOCK_SKEW_S = 120;
