import type { DecodedMessage } from "../message/message-model.ts";
import type { Authorisation, Consent } from "./context-model.ts";

/**
 * What the judge's own store knows, as far as it concerns one message.
 *
 * A member that is left out is not known: what rests on it is not evaluated. An empty list is
 * knowledge, that there is nothing.
 *
 * @see docs/spec/history.md
 */
export interface History {
  /** Messages that this one draws on, as its sender knows them. */
  readonly sources?: readonly SourceEntry[];
  /** Earlier messages of the exchange that matter, and this one where it is stored. */
  readonly exchange?: readonly ExchangeEntry[];
  /** Messages that this one names by digest. One that is not here is not held. */
  readonly named?: readonly ExchangeEntry[];
  /** Messages whose values this one corrects, and that are held. One that is not here is not held. */
  readonly corrected?: readonly HeldMessage[];
  /** What was sent before about the person, where the message is about one. */
  readonly person?: PersonHistory;
  /** The same by the person's group id in the message. */
  readonly people?: Readonly<Record<string, PersonHistory>>;
  readonly log: LogFacts;
  /** Statistics published earlier on the same dimensions. */
  readonly releases?: readonly StatisticsRelease[];
  readonly jti: readonly string[];
  /** What the message is sent because of. */
  readonly event: LifecycleEvent | null;
  /** What else happened to this message, to one that it names, or to a person it is about. */
  readonly events?: readonly LifecycleEvent[];
  /** There may be events that the judge was not told of: one that is not here is not known. */
  readonly mayLackEvents?: true;
}

/**
 * A message whose values another corrects. Sent, it is held if its recipient accepted it; received, if
 * it was accepted; on both sides only as long as it is not erased.
 */
export interface HeldMessage {
  readonly digest: string;
  /** As the corrections that were accepted before have left it. */
  readonly message: DecodedMessage;
  /** Its consents whose assertions were verified. */
  readonly consents: readonly Consent[];
  /** Its authorisations whose tokens were verified. */
  readonly authorisations: readonly Authorisation[];
  /** What is known of the message itself. Left out: nothing; what rests on it is not evaluated. */
  readonly history?: History;
}

/** The conditions of a message that another draws on. */
export interface SourceEntry {
  readonly conditions: readonly string[];
  /** Europol handling codes. */
  readonly europol?: readonly string[];
}

/** One earlier message of an exchange. */
export interface ExchangeEntry {
  readonly message: string;
  readonly exchangeId: string;
  readonly from: string;
  readonly to: string;
  readonly purpose: string;
  readonly digest: string;
  readonly pseudonyms?: readonly string[];
  /** Until when it is to be answered, as long as it is not. */
  readonly deadline?: string;
  /** The same if what was asked for is not directly accessible, where that is later. */
  readonly indirectDeadline?: string;
  /** Until when an answer was put off in time, and lawfully. */
  readonly extendedTo?: string;
  readonly searchKind?: string;
  readonly messageType?: string;
  /** When it was sent or received. */
  readonly at?: string;
  /** Country of the agency that sent it, at that time. */
  readonly fromCountry?: string;
  /** How often the time for its answer was extended. */
  readonly extensions?: number;
  /** Highest phase of a breach that it announced. */
  readonly phase?: number;
  /** What it orders, of a European Production Order. */
  readonly order?: ProductionOrder;
}

/** What decides when data of a European Production Order may be used (Reg 2023/1543 Art 10). */
export interface ProductionOrder {
  readonly category: string;
  readonly emergency: boolean;
  /** Whether the enforcing authority was notified. */
  readonly notified: boolean;
}

/** What the agency's own index knows about one person. Never keyed by a pseudonym of a message. */
export interface PersonHistory {
  /** Bits already sent about her to the recipient without her consent, a field once. */
  readonly bits: number;
  /** The same by field or ladder. Left out: all of `bits` counts beside what is sent now. */
  readonly sent?: Readonly<Record<string, number>>;
  /** Where the pseudonyms of the message were used before. */
  readonly pseudonyms?: readonly PseudonymUse[];
  /** What others were told of her class, the last word to each of them. */
  readonly told?: readonly ClassTold[];
}

/** One use of a pseudonym. */
export interface PseudonymUse {
  readonly pseudonym: string;
  /** The other agency. */
  readonly with: string;
  readonly exchangeId: string;
  readonly caseRef?: string;
}

/** What an agency was last told of a person's class. */
export interface ClassTold {
  readonly recipient: string;
  readonly ledCategory: string;
  readonly ageClass: string;
}

/** What the agency's own log says about one message. A log with a gap says nothing. */
export interface LogFacts {
  /** Whether an intent with time, recipient, justification and fields precedes sending. */
  readonly intentPrecedes?: boolean;
  /** Whether an outcome follows the intent. */
  readonly outcomeFollows?: boolean;
  /** Whether both lie under a checkpoint that others cosigned. */
  readonly cosigned?: boolean;
  /** Whether the supervisory authority was told of the transfer, or of its category. */
  readonly supervisorInformed?: boolean;
  /** Whether oversight was told of a person's change of class. */
  readonly oversightInformed?: boolean;
  /** Positions that an audit answer is to hand over. */
  readonly interval?: { readonly origin?: string; readonly from: number; readonly to: number };
  /** Uses for which the entries of an audit answer were read, as the log records it. */
  readonly readings?: readonly string[];
}

/** Statistics that were published. */
export interface StatisticsRelease {
  readonly dimensions: readonly string[];
  readonly period: string;
  readonly population: string;
  /** Populations that have no member in common with it. */
  readonly disjointFrom?: readonly string[];
  readonly cells: readonly {
    readonly keys: readonly string[];
    readonly count?: number;
    readonly suppressed?: boolean;
  }[];
}

/** Something that happened to data already sent. */
export interface LifecycleEvent {
  readonly kind: string;
  /** When. */
  readonly at?: string;
  /** Everybody who holds the data. */
  readonly recipients?: readonly string[];
  readonly onlyBasisRecipients?: readonly string[];
  readonly correctedRecipients?: readonly string[];
  /** What those who were told answered that they do. */
  readonly answers?: readonly { readonly recipient: string; readonly action: string }[];
  /** What was told, where the event is that somebody was told. */
  readonly content?: string;
}
