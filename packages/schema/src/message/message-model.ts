import type { Json } from "@safepassage/core";

/** A message agrees with this shape once its signature, digests and types have been checked. */
export interface DecodedMessage {
  readonly clear: Clear;
  readonly private: Private;
  readonly body: Body;
}

/** What a sender writes: a message before the digests of its hidden parts exist. */
export interface Draft {
  readonly clear: DraftClear;
  readonly private: Private;
  readonly body: Body;
}

/** Signed and kept as evidence, under the field ids of the catalogue. */
export interface DraftClear {
  readonly "env.messageId": string;
  readonly "env.protocol": string;
  readonly "env.profile": string;
  readonly "env.test": boolean;
  readonly "env.messageType": string;
  readonly "env.createdAt": string;
  readonly "env.deliverBy": string;
  readonly "env.sender.agencyId": string;
  readonly "env.sender.agencyType": string;
  readonly "env.sender.country": string;
  readonly "env.sender.regime": string;
  readonly "env.recipient.agencyId": string;
  readonly "env.recipient.agencyType": string;
  readonly "env.recipient.country": string;
  readonly "env.recipient.regime": string;
  readonly "env.holder": { readonly entity: string; readonly thumbprint: string };
  readonly "env.purpose": string;
  readonly "env.legalBasis": readonly string[];
  readonly "env.agreementRef": AgreementRef;
  readonly "env.shapeMark": string;
  readonly "env.handling.europol": readonly string[];
  readonly "env.handling.tlp"?: string;
  readonly "env.handling.conditions": readonly string[];
  readonly "env.retention.eraseBy": string;
  readonly "env.retention.reviewBy"?: string;
  readonly "env.transfer.basis": string;
  readonly "env.channelGround": string;
  readonly "env.classification": string;
}

/** {@link DraftClear} with the digests of the two hidden parts. */
export interface Clear extends DraftClear {
  readonly "env.digest.private": string;
  readonly "env.digest.body": string;
}

/** Names an agreement by id, version and SHA-256 of its canonical form. */
export interface AgreementRef {
  readonly id: string;
  readonly version: string;
  readonly sha256: string;
}

/** Destroyed at erasure. */
export interface Private {
  readonly "private.caseRef": string;
  readonly "private.officerRef": string;
  readonly "private.officerAssurance": number;
  readonly "private.inReplyTo"?: string;
  readonly "private.exchangeId": string;
  readonly "private.necessity": readonly NecessityReason[];
  readonly "private.urgency": { readonly level: string; readonly ground: string };
  readonly "private.consentRefs": readonly string[];
  readonly "private.consentAssertions": readonly string[];
  readonly "private.authorisations": readonly AuthorisationEntry[];
  readonly "private.priorAuthorisations": readonly PriorAuthorisation[];
  readonly "private.provenance": readonly Provenance[];
  readonly "private.documentationUntil"?: string;
}

/** Why one path is needed. `path` is `gid/field`. */
export interface NecessityReason {
  readonly path: string;
  readonly reason: string;
}

/** An authorisation with its scope in clear and its signed token. */
export interface AuthorisationEntry {
  readonly kind: string;
  readonly authority: string;
  readonly issuedAt: string;
  readonly validUntil: string;
  readonly scope: readonly string[];
  readonly offence?: string;
  readonly token: string;
}

/** A consent of the originator to a transfer or use. */
export interface PriorAuthorisation {
  readonly kind: string;
  readonly decision: string;
  readonly token: string;
}

/** A message this one draws on, as a salted commitment with the conditions it brings. */
export interface Provenance {
  readonly commitment: string;
  readonly originState: string;
  readonly originRegime: string;
  readonly conditions: readonly string[];
  readonly europol: readonly string[];
  readonly purpose: string;
}

/** Groups by random group id (128 bits, base64url, 22 characters). */
export type Body = Readonly<Record<string, Group>>;

/** One group: what binds its leaves to a person, an event and an evaluation. */
export interface Group {
  readonly kind: string;
  /** Group ids of the groups it concerns. */
  readonly links: readonly string[];
  /** Evaluation block; absent only for kinds that assert nothing. */
  readonly meta?: Evaluation;
  /** LED Art 6 category; persons only. */
  readonly ledCategory?: string;
  /** child, presumedChild, adult or unknown; persons only. */
  readonly ageClass?: string;
  readonly leaves: readonly Leaf[];
}

/** One value of one field. A field with several values has several leaves. */
export interface Leaf {
  /** Field id. */
  readonly f: string;
  readonly v: Json;
  /** Where it differs from the nature of the group. */
  readonly nature?: string;
}

/** LED Art 7: what the recipient needs to judge accuracy, completeness and reliability. */
export interface Evaluation {
  readonly nature: string;
  readonly sourceEval: string;
  readonly infoEval: string;
  readonly asOf: string;
  readonly verified: string;
  readonly complete: string;
  readonly holderRef?: string;
  readonly restriction?: string;
}
