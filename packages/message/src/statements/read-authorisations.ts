import {
  canonicalJson,
  type Json,
  type JsonObject,
  type ProtocolError,
  toInstant,
} from "@safepassage/core";
import {
  AUTHORISATION_KINDS,
  type Authorisation,
  type AuthorisationClaims,
  type AuthorisationTerms,
  type Draft,
  inOneOrder,
  PRIOR_AUTHORISATION_KINDS,
} from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust/web";
import { refusalIn } from "../message-error.ts";
import {
  authorisationInvalid,
  type ReadAuthorisation,
  verifyAuthorisation,
} from "./authorisation.ts";
import {
  type AuthorisedContent,
  contentDigest,
  contentsOf,
  createLeafWriter,
} from "./authorisation-content.ts";

type Message = Pick<Draft, "clear" | "private" | "body">;

/** The authorisations of a message that something may rest on, and those that are bad. */
export interface AuthorisationsRead {
  readonly verified: readonly Authorisation[];
  /** Place of each bad token, `private.authorisations/0`, and why. */
  readonly refused: readonly { readonly entry: string; readonly cause: ProtocolError }[];
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
  const refused: { entry: string; cause: ProtocolError }[] = [];
  const seen = new Set<string>();
  const digestOf = digester();
  // A message that claims a threat to life may lack either list.
  const entries = LISTS.flatMap((list) => {
    const all: readonly Readonly<Record<string, unknown>>[] = message.private[list] ?? [];
    return all.map((stated, index) => ({ list, entry: `${list}/${index}`, stated }));
  });
  for (const { list, entry, stated } of entries) {
    try {
      const { token, ...clear } = stated;
      const claims = verifyAuthorisation(String(token), registry, at);
      if (seen.has(claims.jti)) throw authorisationInvalid("the same decision is given twice");
      seen.add(claims.jti);
      verified.push({ ...requireFit(claims, { list, stated: clear, message, digestOf }), entry });
    } catch (cause) {
      refused.push({ entry, cause: refusalIn(cause) });
    }
  }
  return { verified, refused };
}

type List = "private.authorisations" | "private.priorAuthorisations";

type DigestOf = (nonce: string, content: AuthorisedContent) => string;

/** Computes the digests of one message's contents. */
function digester(): DigestOf {
  const write = createLeafWriter();
  return (nonce, { leaves }) => contentDigest(nonce, leaves, write);
}

/** Where a token stands, and what stands beside it. */
interface Place {
  readonly list: List;
  readonly stated: Readonly<Record<string, unknown>>;
  readonly message: Message;
  readonly digestOf: DigestOf;
}

/** Checks what must be true of a token in this message. */
function requireFit(
  claims: ReadAuthorisation,
  { list, stated, message, digestOf }: Place,
): Omit<Authorisation, "entry"> {
  const { iat, aud, authorisation: terms, issuer } = claims;
  const { clear } = message;
  const requireTrue = (isTrue: boolean, what: string): void => {
    if (!isTrue) throw authorisationInvalid(what);
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
  // A draft may have a list in another order than message and token.
  const [here, there] = [stated, statedBeside(claims)].map((one) =>
    canonicalJson(inOneOrder(one as Json)),
  );
  requireTrue(here === there, "what is stated beside it differs");
  const content = contentsOf(message, terms, issuer).find(
    (one) => digestOf(claims.nonce, one) === terms.content,
  );
  if (content === undefined) throw authorisationInvalid("it is about other content");
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

/** Returns what a message or draft states in clear beside a token, member by member. */
export function statedBeside({
  iat,
  authorisation,
}: Pick<AuthorisationClaims, "iat" | "authorisation">): JsonObject {
  const { kind, authority = "", validUntil, scope = [], offence, decision } = authorisation;
  if (decision !== undefined) return { kind, decision };
  const issuedAt = toInstant(new Date(iat * 1000));
  const stated = { kind, authority, issuedAt, validUntil, scope };
  return offence === undefined ? stated : { ...stated, offence };
}

/**
 * Whether kind, categories and authority of an order are those of its token. What only a judge may
 * order (R41) must not rest on the token of a prosecutor.
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

const LISTS: readonly List[] = ["private.authorisations", "private.priorAuthorisations"];
const KINDS_OF: Readonly<Record<List, readonly string[]>> = {
  "private.authorisations": AUTHORISATION_KINDS,
  "private.priorAuthorisations": PRIOR_AUTHORISATION_KINDS,
};
