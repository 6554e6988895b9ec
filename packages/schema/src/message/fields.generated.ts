// Made by `npx -y pnpm@12 generate` from the catalogue's data.

import type { Code, LegalBasis } from "../catalogue/codes.ts";

/** Signed and kept as evidence, under the field ids of the catalogue. */
export interface DraftClear {
  /** Identifies the message. Random version 4: carries neither time nor case information. Sensitivity P0: no personal data about a case person. */
  readonly "env.messageId": string;
  /** Version of the protocol that the message follows. Protocol version. Sensitivity P0: no personal data about a case person. */
  readonly "env.protocol": string;
  /** Digest of the catalogue that sender and recipient judge with. SHA-256 over data model, purposes, rules, conditions, ladders and code lists in canonical form: pins the policy version that both sides judge with. Sensitivity P0: no personal data about a case person. */
  readonly "env.profile": string;
  /** Whether the message is a test with invented data. True only under a test trust anchor; a production anchor refuses it. Sensitivity P0: no personal data about a case person. */
  readonly "env.test": boolean;
  /** What kind of message this is: opening an exchange, answering, correcting and so on. Sensitivity P0: no personal data about a case person. */
  readonly "env.messageType": Code<"message_type">;
  /** When the message was signed. Sensitivity P0: no personal data about a case person. */
  readonly "env.createdAt": string;
  /** When delivery must have happened. Delivery deadline: at most P14D after iat, PT72H for alerts; ignored when evidence is verified later. Sensitivity P0: no personal data about a case person. */
  readonly "env.deliverBy": string;
  /** The agency that sends the message and signs it. A shelter is never an entity: its coordinating body's id is used. Sensitivity P0: no personal data about a case person. */
  readonly "env.sender.agencyId": string;
  /** What kind of agency the sender is. Sensitivity P0: no personal data about a case person. */
  readonly "env.sender.agencyType": Code<"agency_type">;
  /** The country of the sender. Sensitivity P0: no personal data about a case person. */
  readonly "env.sender.country": string;
  /** The data protection law that binds the sender. Must equal the registry entry at iat (E10). Sensitivity P0: no personal data about a case person. */
  readonly "env.sender.regime": Code<"regime">;
  /** The one agency that the message is for. Sensitivity P0: no personal data about a case person. */
  readonly "env.recipient.agencyId": string;
  /** What kind of agency the recipient is. Sensitivity P0: no personal data about a case person. */
  readonly "env.recipient.agencyType": Code<"agency_type">;
  /** The country of the recipient. Sensitivity P0: no personal data about a case person. */
  readonly "env.recipient.country": string;
  /** The data protection law that binds the recipient. Sensitivity P0: no personal data about a case person. */
  readonly "env.recipient.regime": Code<"regime">;
  /** The agency that may show the message on, with the thumbprint of its key. The recipient agency and the thumbprint of a key of its at iat; any later key of its published history may act for it. Sensitivity P0: no personal data about a case person. */
  readonly "env.holder": { readonly entity: string; readonly thumbprint: string };
  /** What the message is for; it decides which fields may travel. Sensitivity P0: no personal data about a case person. */
  readonly "env.purpose": Code<"purpose">;
  /** The provisions that the sender names as permitting the exchange. Grammar and prefix rule in codelists.json legal_basis. 1 to 8 values. Sensitivity P0: no personal data about a case person. */
  readonly "env.legalBasis": readonly LegalBasis[];
  /** The agreement between the agencies: its id, version and digest. Sensitivity P0: no personal data about a case person. */
  readonly "env.agreementRef": { readonly id: string; readonly version: string; readonly sha256: string };
  /** Which narrower shape the sender says the message has. Declared shape; only a declared shape can unlock a field. Sensitivity P0: no personal data about a case person. */
  readonly "env.shapeMark": Code<"shape_mark">;
  /** Europol handling codes that the recipient must keep to. Only for senders whose regime has led=true. Up to 4 values. Sensitivity P0: no personal data about a case person. */
  readonly "env.handling.europol": readonly Code<"europol_handling">[];
  /** How widely the message may be shared, by the Traffic Light Protocol. Sensitivity P0: no personal data about a case person. */
  readonly "env.handling.tlp"?: Code<"tlp_2.0">;
  /** Conditions on use that the recipient must keep to and pass on. Up to 16 values. Sensitivity P0: no personal data about a case person. */
  readonly "env.handling.conditions": readonly Code<"handling_conditions">[];
  /** The last day on which the recipient may hold the data. Always present: a ceiling that a recorded review may renew. Sensitivity P0: no personal data about a case person. */
  readonly "env.retention.eraseBy": string;
  /** The day by which the recipient must review whether it still needs the data. Sensitivity P0: no personal data about a case person. */
  readonly "env.retention.reviewBy"?: string;
  /** Why the data may cross the border. Sensitivity P0: no personal data about a case person. */
  readonly "env.transfer.basis": Code<"transfer_basis">;
  /** Why the message travels here where law names another channel; none where it does not. Sensitivity P0: no personal data about a case person. */
  readonly "env.channelGround": Code<"channel_ground">;
  /** How the content is classified for secrecy. Refused above sensitive. Sensitivity P0: no personal data about a case person. */
  readonly "env.classification": Code<"classification">;
}

/** {@link DraftClear} with the digests of the two hidden parts. */
export interface Clear extends DraftClear {
  /** Digest of the private part. Digest of the recursive disclosure private. Sensitivity P0: no personal data about a case person. */
  readonly "env.digest.private": string;
  /** Digest of the body. Sensitivity P0: no personal data about a case person. */
  readonly "env.digest.body": string;
}

/** Destroyed at erasure. */
export interface Private {
  /** Random reference to the sender's case. Pairwise, per recipient; no national case number. Sensitivity P1: pseudonymous or coded. */
  readonly "private.caseRef": string;
  /** Reference to the officer who sent the message. Sealed reference that only the sender and its supervisory authority open. Sensitivity P1: pseudonymous or coded. */
  readonly "private.officerRef": string;
  /** How surely the officer was identified. Identity assurance level of the officer's log-in: 1 low, 2 substantial, 3 high. Sensitivity P1: pseudonymous or coded. */
  readonly "private.officerAssurance": number;
  /** The message that this one answers. Sensitivity P1: pseudonymous or coded. */
  readonly "private.inReplyTo"?: string;
  /** The exchange that the message belongs to. Random; shared by all messages of one exchange between two parties. Sensitivity P1: pseudonymous or coded. */
  readonly "private.exchangeId": string;
  /** Why single values are strictly needed, by path. One reason or support code each; several entries may name one path. Up to 64 values. Sensitivity P1: pseudonymous or coded. */
  readonly "private.necessity": readonly { readonly path: string; readonly reason: Code<"necessity_reason"> }[];
  /** How urgent the message is, and on what ground. Grounds by level in urgency_ground. Sensitivity P1: pseudonymous or coded. */
  readonly "private.urgency": { readonly level: Code<"urgency_level">; readonly ground: Code<"urgency_ground"> };
  /** References to the consents that the message rests on. Random per consent and recipient, so that two recipients cannot link them. Up to 8 values. Sensitivity P1: pseudonymous or coded. */
  readonly "private.consentRefs": readonly string[];
  /** Signed statements of what each person has consented to. Signed scope assertion; its digest stays with the receipt as proof of consent after erasure. Up to 8 values. Sensitivity P1: pseudonymous or coded. */
  readonly "private.consentAssertions": readonly string[];
  /** Decisions of judicial or supervisory authorities that the message needs. The scope is in clear inside private, so that the recipient can recompute JUDICIAL. Up to 8 values. Sensitivity P1: pseudonymous or coded. */
  readonly "private.authorisations": readonly { readonly kind: Code<"authorisation_kind">; readonly authority: Code<"issuing_authority">; readonly issuedAt: string; readonly validUntil: string; readonly scope: readonly string[]; readonly offence?: Code<"iccs">; readonly token: string }[];
  /** Consents of the originator to a transfer or a use of its data. Up to 8 values. Sensitivity P1: pseudonymous or coded. */
  readonly "private.priorAuthorisations": readonly { readonly kind: Code<"authorisation_kind">; readonly decision: string; readonly token: string }[];
  /** Earlier messages that the data comes from, with the conditions it brings. One salted commitment for each source message; opened to the supervisory authority; the recipient checks what it is shown and says that the rest is not verifiable by it. Up to 32 values. Sensitivity P1: pseudonymous or coded. */
  readonly "private.provenance": readonly { readonly commitment: string; readonly originState: string; readonly originRegime: Code<"regime">; readonly conditions: readonly Code<"handling_conditions">[]; readonly europol: readonly Code<"europol_handling">[]; readonly purpose: Code<"purpose"> }[];
  /** Until when a documented transfer must remain provable. For a documented transfer: until then the body is restricted, not erased. Sensitivity P1: pseudonymous or coded. */
  readonly "private.documentationUntil"?: string;
}

/** LED Art 7: what the recipient needs to judge accuracy, completeness and reliability. */
export interface Evaluation {
  /** Whether the group states a fact, a personal assessment or what somebody said. May be overridden on a leaf whose nature differs. Sensitivity P0: no personal data about a case person. */
  readonly nature: Code<"assertion_nature">;
  /** How reliable the source is. Sensitivity P0: no personal data about a case person. */
  readonly sourceEval: Code<"source_evaluation">;
  /** How far the information itself can be relied on. Sensitivity P0: no personal data about a case person. */
  readonly infoEval: Code<"information_evaluation">;
  /** The time for which the statement holds. Month or year; exempt from the time ladder. Sensitivity P0: no personal data about a case person. */
  readonly asOf: string;
  /** Whether the statement was checked or is contested. Sensitivity P0: no personal data about a case person. */
  readonly verified: Code<"verification">;
  /** Whether the statement is complete. Sensitivity P0: no personal data about a case person. */
  readonly complete: Code<"completeness">;
  /** The agency that holds the original, where it is not the sender. Sensitivity P0: no personal data about a case person. */
  readonly holderRef?: string;
  /** Whether use of the data is restricted, and why. Absent means none. Sensitivity P0: no personal data about a case person. */
  readonly restriction?: Code<"restriction">;
}

/** What the header of a group says about a person. Other groups have none of it. */
export interface PersonHeader {
  /** In which role the person appears: victim, suspect, witness and so on. Exactly one value; header member, so no leaf travels without it. Offence data for suspect and convicted only. Sensitivity P1: pseudonymous or coded. */
  readonly ledCategory?: Code<"led6_category">;
  /** Whether the person is an adult, a child, presumed a child, or unknown. Sensitivity P1: pseudonymous or coded. */
  readonly ageClass?: Code<"age_class">;
}
