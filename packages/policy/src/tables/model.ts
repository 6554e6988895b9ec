import type {
  Agreement,
  Authorisation,
  Consent,
  DecodedMessage,
  Draft,
  ExchangeEntry,
  Leaf,
  RegistryFacts,
  SourceStatus,
} from "@safepassage/schema";
import type { Sayable } from "../messages/say-reason.ts";

/** Everything that decides what may be sent. */
export interface PolicyInput {
  /** Envelope, shape and provenance are read from here; conditions see it before anything is withheld. */
  readonly message: Draft | DecodedMessage;
  /** The agreement that the message names, as the judge holds it. */
  readonly agreement: Agreement;
  /** Consents whose assertions were verified. */
  readonly consents: readonly Consent[];
  /** Authorisations and prior authorisations whose tokens were verified. */
  readonly authorisations: readonly Authorisation[];
  readonly registry: RegistryFacts;
  /** Instant of judging, `2026-11-24T09:02:00Z`. */
  readonly now: string;
  /** Earlier messages of the exchange. Left out: none is known. */
  readonly exchange?: readonly ExchangeEntry[];
}

/** What may happen to one leaf, or to a header member of a person. */
export interface Permission {
  readonly gid: string;
  readonly field: string;
  /** `gid/field`. Values of one field share it. */
  readonly path: string;
  /** Place in `group.leaves`; `undefined` for a header member, which travels with its group. */
  readonly leaf: number | undefined;
  readonly outcome: Outcome;
  /** Why not as it stands. Absent only for `allowed`. */
  readonly reason?: Reason;
  /** Finest rung granted, for a field that stands on a ladder and is admitted. */
  readonly granted?: Rung;
  /** Rung that the value has. */
  readonly actual?: Rung;
  /** What takes the place of the value. Present exactly for `coarsened`. */
  readonly coarsenedTo?: readonly PlacedLeaf[];
}

export type Outcome = "allowed" | "coarsened" | "withheld";

/** A place on a ladder of the catalogue. */
export interface Rung {
  readonly ladder: string;
  readonly rung: string;
}

/** A leaf and the group it belongs in: a coarser value may stand in another group. */
export interface PlacedLeaf extends Leaf {
  readonly gid: string;
}

/** Why something may not be sent as it stands. Holds no value of the record. */
export interface Reason extends Sayable {
  readonly code: ReasonCode;
  /** Names of the conditions that do not hold. */
  readonly conditions: readonly string[];
  /** For a caseworker, in English. A `Wording` of the validator says it in another language. */
  readonly sentence: string;
  /** As the catalogue states it. */
  readonly citation: string;
  /** How the citation was established. Not `V`: not read in the source. */
  readonly citationStatus: SourceStatus;
}

/** @see docs/spec/policy.md, section "Reasons" */
export type ReasonCode =
  | "unknown"
  | "purpose"
  | "recipient"
  | "value"
  | "agreement"
  | "basis"
  | "inherited"
  | "consent"
  | "authorisation"
  | "necessity"
  | "urgency"
  | "suspect"
  | "child"
  | "shape"
  | "account"
  | "search"
  | "ladder"
  | "client"
  | "identification"
  | "combination"
  | "companion"
  | "group";
