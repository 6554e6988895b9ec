import type { Json } from "@safepassage/core";
import type { Clear, DraftClear, Evaluation, PersonHeader, Private } from "./fields.generated.ts";

export type { Clear, DraftClear, Evaluation, Private };

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

/** Names an agreement by id, version and SHA-256 of its canonical form. */
export type AgreementRef = DraftClear["env.agreementRef"];

/** Why one path is needed. `path` is `gid/field`. */
export type NecessityReason = Private["private.necessity"][number];

/** An authorisation with its scope in clear and its signed token. */
export type AuthorisationEntry = Private["private.authorisations"][number];

/** A consent of the originator to a transfer or use. */
export type PriorAuthorisation = Private["private.priorAuthorisations"][number];

/** A message this one draws on, as a salted commitment with the conditions it brings. */
export type Provenance = Private["private.provenance"][number];

/** Groups by random group id (128 bits, base64url, 22 characters). */
export type Body = Readonly<Record<string, Group>>;

/** One group: what binds its leaves to a person, an event and an evaluation. */
export interface Group extends PersonHeader {
  readonly kind: string;
  /** Group ids of the groups it concerns. */
  readonly links: readonly string[];
  /** Evaluation block; absent only for kinds that assert nothing. */
  readonly meta?: Evaluation;
  readonly leaves: readonly Leaf[];
}

/** One value of one field. A field with several values has several leaves. */
export interface Leaf {
  /** Field id. */
  readonly f: string;
  readonly v: Json;
  /** Where it differs from the nature of the group. */
  readonly nature?: Evaluation["nature"];
}
