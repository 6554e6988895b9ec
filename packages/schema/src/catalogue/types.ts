import type { Json } from "@safepassage/core";
import type { Code } from "./codes.ts";

/**
 * How a source was established: `V` read in a stored copy, `V2` read in a secondary text, `R`
 * recalled and not read, `P` a proposal of this project. Longer marks begin with one of these.
 */
export type SourceStatus = string;

/** Sensitivity of a field, P0 (no personal data) to P5 (safety-critical). */
export type Sensitivity = "P0" | "P1" | "P2" | "P3" | "P4" | "P5";

/** Type of a field's value, in the closed grammar of the catalogue. */
export type FieldType =
  | { readonly t: "enum" | "code" | "band"; readonly list: string }
  | { readonly t: "date"; readonly profile: string }
  | { readonly t: "instant" | "duration" | "uuid" | "agency" | "path" }
  | { readonly t: "bool" }
  | { readonly t: "opaque"; readonly bits: number }
  | { readonly t: "bytes"; readonly min: number; readonly max: number }
  | { readonly t: "int"; readonly min: number; readonly max: number }
  | { readonly t: "digest"; readonly alg: string }
  | { readonly t: "pattern"; readonly pattern: string }
  | { readonly t: "personName" | "record"; readonly members: readonly FieldMember[] }
  | {
      readonly t: "choice";
      readonly discriminator: string;
      readonly of: Readonly<Record<string, FieldType>>;
    }
  | { readonly t: "fieldId"; readonly orKind?: boolean }
  | { readonly t: "jws" | "sdjwt"; readonly typ: string }
  | { readonly t: "sameAs"; readonly member: string };

/** Smallest and largest number of values. */
export interface Cardinality {
  readonly min: number;
  readonly max: number;
}

/** One member of a record. With `card.max` over 1 it is an array. */
export interface FieldMember {
  readonly id: string;
  readonly type: FieldType;
  readonly card: Cardinality;
  /** Whether the order of its values is part of what they say, and values may repeat. */
  readonly ordered?: boolean;
}

/** How a field stands on a ladder of precision. */
export interface LadderPosition {
  readonly name: string;
  /** Fixed rung, or left out where the value decides. */
  readonly rung?: string;
  readonly rungBy?: "precision" | "codeRung";
  /** Member of a record value that decides. */
  readonly member?: string;
  readonly map?: Readonly<Record<string, string>>;
  readonly list?: string;
}

/** One field of the catalogue. */
export interface FieldEntry {
  readonly id: string;
  readonly group: string;
  readonly place: "clear" | "private" | "header" | "leaf";
  readonly type: FieldType;
  readonly card: Cardinality;
  readonly codeList: string | null;
  readonly sensitivity: Sensitivity;
  readonly flags: readonly string[];
  readonly ladder: LadderPosition | readonly LadderPosition[] | null;
  readonly legalCategory: string;
  readonly sources: readonly { readonly ref: string; readonly status: SourceStatus }[];
  /** False for a field that no purpose grants: it exists so that a rule can name the breach. */
  readonly granted?: boolean;
  /** Name of the claim on the wire, for fields in clear. */
  readonly claim?: string;
  readonly ordered?: boolean;
}

/** One kind of group. */
export interface KindEntry {
  /** Whether the group carries an evaluation block. */
  readonly asserted: boolean;
  readonly person: boolean;
  readonly header: readonly string[];
  readonly links: { readonly to: readonly string[]; readonly min: number; readonly max: number };
  readonly fields: readonly string[];
  readonly note: string;
}

/** An expression over conditions. */
export type ConditionExpression =
  | { readonly cond: string }
  | { readonly all: readonly ConditionExpression[] }
  | { readonly any: readonly ConditionExpression[] }
  | { readonly not: ConditionExpression };

/** A condition, with its definition as an expression of the operators listed beside it. */
export interface ConditionEntry {
  readonly id: string;
  readonly inputs: readonly string[];
  readonly eval: Readonly<Record<string, Json>>;
  readonly monotone: boolean;
  readonly citation: string;
  readonly citationStatus: SourceStatus;
}

/** One rung of a ladder, coarse to fine by `rank`. */
export interface RungEntry {
  readonly rung: string;
  readonly rank: number;
  readonly field: string | null;
  readonly precision?: string;
  readonly derivedFromFiner: string | null;
  readonly derivable?: boolean;
  readonly also?: readonly string[];
}

/** A legal basis that a purpose or an exchange-level type admits. */
export interface BasisEntry {
  readonly basis: string;
  /**
   * `special` lifts the ban on special categories (GDPR Art 9); it is not a ground by itself. `treaty` gives the task
   * to agencies of third States and organisations only.
   */
  readonly role: "processing" | "task" | "duty" | "special" | "treaty";
  readonly status: SourceStatus;
  readonly note?: string;
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly inForce?: boolean;
  readonly onlyFor?: string;
}

/** Fields asked for and admitted by a message type. */
export interface FieldSet {
  readonly required?: readonly string[];
  readonly allowed?: readonly string[];
  readonly requiredWhen?: readonly {
    readonly absent?: string;
    readonly value?: readonly [string, readonly string[]];
    readonly fields: readonly string[];
  }[];
}

/** Fields of a message type within one purpose. */
export interface PurposeFieldSet extends FieldSet {
  /** Whether the type may hold the fields of the purpose. Default: as the type says of any purpose. */
  readonly purposeFields?: boolean;
}

/** A type of agency that opens an exchange with some other types only, or only within its State. */
export interface NarrowedParty {
  readonly of: string;
  readonly with: readonly string[];
  readonly domestic?: boolean;
}

/** Finest rung that a purpose grants on a ladder. */
export interface PrecisionEntry {
  readonly ladder: string;
  readonly rung: string;
  readonly field?: string;
  readonly when?: ConditionExpression;
}

/** A purpose: a closed list of fields. */
export interface PurposeEntry {
  readonly id: Code<"purpose">;
  readonly title: string;
  readonly opens: {
    readonly senders: readonly string[];
    readonly recipients: readonly string[];
    readonly messageTypes: readonly string[];
    /** Types that open an exchange with some of the other types only. */
    readonly only?: readonly NarrowedParty[];
  };
  readonly required: readonly string[];
  /** Fields of which a message that opens an exchange has at least one. */
  readonly requiredOneOf?: readonly string[];
  /** Fields that a value of a message that opens an exchange asks for. */
  readonly requiredWhen?: NonNullable<FieldSet["requiredWhen"]>;
  readonly allowed: readonly string[];
  readonly conditional: readonly { readonly field: string; readonly when: ConditionExpression }[];
  readonly maxPrecision: readonly PrecisionEntry[];
  readonly legalBases: readonly BasisEntry[];
  readonly nationalProvision: boolean;
  /** Whether a precise place that concerns a victim may be told where she is not any more (rule R36). */
  readonly pastScenes?: boolean;
  /**
   * Uses that some conditions restrict data to (rules R20, R48): `assistance` helps the person or
   * serves her rights, `stay` is about her right to stay.
   */
  readonly serves?: readonly ("assistance" | "stay")[];
  readonly retention: {
    readonly erase: string | null;
    readonly from: string;
    readonly review: { readonly every: string; readonly from: string } | null;
    readonly ceiling: string;
    readonly status: SourceStatus;
    readonly note: string;
  };
  readonly mandatoryConditions: readonly Code<"handling_conditions">[];
  readonly recipientTypeForbids: Readonly<Record<string, readonly string[]>>;
  readonly valueForbids: readonly {
    readonly field: string;
    readonly values: readonly string[];
    readonly rule: string;
  }[];
  /** Rules that do not bind this purpose. */
  readonly yields?: readonly string[];
  /** Most values of a field in one message, where the purpose needs fewer than the field may have (rule R02). */
  readonly mostValues?: Readonly<Record<string, number>>;
  readonly perType: Readonly<Record<string, PurposeFieldSet>>;
  readonly forbiddenKinds?: readonly string[];
}

/** A message type that every open exchange admits. */
export interface ExchangeTypeEntry extends FieldSet {
  /** Whose it is: of either party, of the one that opened the exchange, or of the other. */
  readonly dir: "both" | "opener" | "recipient";
  readonly purposeFields: boolean;
  readonly bases: "purpose" | readonly BasisEntry[];
  /** Bases beside those of the purpose. */
  readonly alsoBases?: readonly BasisEntry[];
  /** Fields of this type that are admitted on a condition only. */
  readonly conditional?: PurposeEntry["conditional"];
  /** It ends the exchange. */
  readonly closes?: true;
  /** It is admitted in a closed exchange: always, or as an answer to messages of these types. */
  readonly afterClosing?: true | { readonly answersTo: readonly string[] };
  /** It is about no other persons than the message that opened the exchange. */
  readonly samePersons?: true;
  readonly note?: string;
}

/** A rule as the catalogue states it. */
export interface RuleEntry {
  readonly id: string;
  readonly severity: "error" | "warn";
  readonly stage: "structural" | "schema" | "context" | "state";
  readonly kind: string;
  readonly inputs: readonly string[];
  readonly citation: string;
  readonly citationStatus: SourceStatus;
  readonly fix: string;
  readonly subsumedBy: string | null;
  readonly duty?: boolean;
  /** Clauses that need different inputs. A part may be milder than its rule. */
  readonly parts?: readonly {
    readonly part: string;
    readonly stage: "schema" | "context" | "state";
    readonly severity?: "warn";
    readonly what: string;
  }[];
}

/** One code of a list. Marks beside the code differ from list to list. */
export interface CodeEntry {
  readonly code: string;
  readonly label?: string;
  /** Reveals a special category (LED Art 10, GDPR Art 9) when it concerns a person. */
  readonly special?: boolean;
  /** Known, and never admitted. */
  readonly forbidden?: boolean;
  readonly rung?: string;
  readonly parent?: string;
  readonly [mark: string]: unknown;
}

/** A code list. An empty `codes` with a `pattern` takes its members from a standard's own file. */
export interface CodeList {
  readonly source: string;
  readonly status: SourceStatus;
  readonly codes: readonly CodeEntry[];
  readonly pattern?: string;
  readonly extra?: readonly string[];
  readonly note?: string;
  readonly [mark: string]: unknown;
}
