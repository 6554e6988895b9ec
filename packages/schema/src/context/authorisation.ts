import * as z from "zod";
import { CODE_LISTS } from "../catalogue/catalogue.ts";
import type { ShortList } from "../catalogue/codes.ts";
import { parseForm } from "../form/parse-form.ts";
import { described } from "../value/note.ts";
import { parseWith } from "../value/parse-with.ts";
import {
  agency,
  digest,
  listSchema,
  MAX_PURPOSES,
  numericDate,
  type Output,
  opaque,
  textSchema,
} from "../value/zod-parts.ts";
import { once, refuse } from "../value/zod-types.ts";

/**
 * Claims of an authorisation, a JWT of typ `spp-authorisation+jwt`.
 *
 * The authority that decides signs it, for one agency that acts on it towards one recipient.
 */
export type AuthorisationClaims = Output<ReturnType<typeof buildClaims>>;

/** What was decided. Which members there are follows from the kind. */
export interface AuthorisationTerms {
  readonly kind: string;
  /** Role in which the issuer decides. */
  readonly authority?: string;
  /** Whether the issuer made the order, or validated that of another authority. */
  readonly capacity?: "issued" | "validated";
  readonly purposes: readonly string[];
  /** Recipient of the message, an entity id. */
  readonly recipient: string;
  readonly evidenceKind?: string;
  readonly categories?: readonly string[];
  /** Field ids or kinds of group. */
  readonly scope?: readonly string[];
  readonly offence?: string;
  /** Digest of the decision that the issuer keeps. */
  readonly decision?: string;
  /** SHA-256 over the nonce and what the decision is about. */
  readonly content: string;
  /** Last day on which it may be used. */
  readonly validUntil: string;
}

/** Kinds in `private.authorisations`: somebody orders or permits a whole scope. */
export const AUTHORISATION_KINDS: readonly string[] = [
  "judicialOrder",
  "biometricSearch",
  "childProtectionDecision",
];

/** Kinds in `private.priorAuthorisations`: the origin of data agrees to their use. */
export const PRIOR_AUTHORISATION_KINDS: readonly string[] = [
  "providerConsent",
  "priorTransferAuthorisation",
  "fiuConsent",
];

/**
 * Reads the claims of an authorisation whose signature has been checked.
 *
 * @throws `SchemaError` `SCHEMA_INVALID` with every issue, `SCHEMA_TOO_LARGE`, `SCHEMA_TOO_DEEP`.
 */
export function parseAuthorisationClaims(input: unknown): AuthorisationClaims {
  return parseWith(authorisationClaimsSchema(), input);
}

/**
 * Reads the terms of an authorisation as an authority writes them, before they are signed.
 *
 * @throws `SchemaError` as {@link parseAuthorisationClaims}; each issue says what is allowed.
 */
export function parseAuthorisationTerms(input: unknown): AuthorisationTerms {
  return parseForm(once("authorisation terms", termsSchema), input);
}

/** Whether a scope of field ids and kinds covers a field (by its id or its kind) or a kind. */
export function scopeCovers(scope: readonly unknown[], field: string): boolean {
  return scope.includes(field) || scope.includes(field.split(".", 1)[0]);
}

/** The zod type of {@link AuthorisationClaims}. */
export function authorisationClaimsSchema(): z.ZodType<AuthorisationClaims> {
  return once("authorisation claims", buildClaims);
}

function buildClaims() {
  return z
    .strictObject({
      /** Who decides, an entity id. */
      iss: agency(),
      /** Who acts on it: the sender of the message, an entity id. */
      aud: agency(),
      /** Random name of the decision. */
      jti: opaque(),
      /** NumericDates. */
      iat: numericDate(),
      exp: numericDate(),
      /** 128 random bits that go into `content`, so that a digest of few values cannot be guessed. */
      nonce: opaque(),
      authorisation: termsSchema(),
    })
    .check((payload) => {
      const { iat, exp, authorisation } = payload.value;
      if (iat >= exp) refuse(payload, "INTERVAL_REVERSED", ["exp"]);
      // It does not live longer than the last day on which it may be used.
      if (exp * 1000 > Date.parse(authorisation.validUntil) + DAY_MS) {
        refuse(payload, "CONTRADICTORY", ["exp"]);
      }
    });
}

function termsSchema(): z.ZodType<AuthorisationTerms> {
  const byKind = {
    judicialOrder: {
      authority: described(z.enum(JUDICIAL), "the role in which you decide"),
      capacity: described(
        z.enum(["issued", "validated"]),
        "whether you made the order, or validated that of another authority",
      ),
      scope: scope(),
      evidenceKind: code("evidence_kind").exactOptional(),
      categories: listSchema(code("e_evidence_category"), 1, 4).exactOptional(),
      offence: code("iccs").exactOptional(),
    },
    biometricSearch: {
      authority: authority(),
      scope: scope(),
      offence: code("iccs").exactOptional(),
    },
    childProtectionDecision: { authority: authority(), scope: scope() },
    providerConsent: { decision: decision() },
    priorTransferAuthorisation: { decision: decision() },
    fiuConsent: { decision: decision() },
  };
  const kinds = Object.entries(byKind).map(([kind, members]) =>
    z.strictObject({
      kind: z.literal(kind),
      purposes: described(
        listSchema(code("purpose"), 1, MAX_PURPOSES),
        "what the data may be used for",
      ),
      recipient: described(agency(), "entity id of the agency that may receive it"),
      content: digest(),
      validUntil: described(
        textSchema({ t: "date", profile: "day" }),
        "the last day on which it may be used, such as 2026-12-31",
      ),
      ...members,
    }),
  );
  return z.discriminatedUnion("kind", kinds as unknown as [(typeof kinds)[number]]);
}

const DAY_MS = 86_400_000;
/** Roles of judicial authorities. Only these may order data. */
const JUDICIAL = (CODE_LISTS["issuing_authority"]?.codes ?? [])
  .filter((entry) => entry["judicial"] === true)
  .map((entry) => entry.code);

const code = <List extends ShortList>(list: List) => textSchema({ t: "enum", list });
const authority = () =>
  described(z.enum([...JUDICIAL, "independentAuthority"]), "the role in which you decide");
const scope = () =>
  described(
    listSchema(textSchema({ t: "fieldId", orKind: true }), 1, 64),
    "field ids or kinds of group that it covers",
  );
const decision = () => described(digest(), "the SHA-256 of the decision that you keep, base64url");
