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

/** Everything that the decision what may be sent depends on. */
export interface PolicyInput {
  /** The whole message: conditions see it before anything is withheld. */
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
  /** Earlier messages of the exchange; absent if none is known. */
  readonly exchange?: readonly ExchangeEntry[];
}

/** The decision about one leaf, or about a header member of a person. */
export interface Permission {
  readonly gid: string;
  readonly field: string;
  /** `gid/field`; all values of one field in a group share it. */
  readonly path: string;
  /** Index in `group.leaves`; `undefined` for a header member, which travels with its group. */
  readonly leaf: number | undefined;
  readonly outcome: Outcome;
  /** Why it may not be sent as it is. Absent only for `allowed`. */
  readonly reason?: Reason;
  /** Finest rung granted, for an admitted field with a ladder. */
  readonly granted?: Rung;
  /** Rung of the value. */
  readonly actual?: Rung;
  /** What replaces the value. Present exactly for `coarsened`. */
  readonly coarsenedTo?: readonly PlacedLeaf[];
}

/** What happens to a value: sent as it is, replaced by a coarser one, or left out. */
export type Outcome = "allowed" | "coarsened" | "withheld";

/** A rung of one of the catalogue's ladders. */
export interface Rung {
  readonly ladder: string;
  readonly rung: string;
}

/** A leaf and its group: a coarser value may belong in another group than the finer one. */
export interface PlacedLeaf extends Leaf {
  readonly gid: string;
}

/** Why something may not be sent as it is. Holds no value of the record. */
export interface Reason extends Sayable {
  readonly code: ReasonCode;
  /** Names of the conditions that do not hold. */
  readonly conditions: readonly string[];
  /**
   * English sentences for a caseworker: why, and what to do. They name field and purpose where those are known. A
   * `Wording` of the validator translates them.
   */
  readonly sentence: string;
  /** As the catalogue states it. */
  readonly citation: string;
  /** How the citation was established. Anything but `V` was not read in the source. */
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
