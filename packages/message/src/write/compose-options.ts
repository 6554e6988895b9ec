import type { Clock } from "@safepassage/core";
import type {
  Agency,
  Agreement,
  Body,
  Code,
  DraftClear,
  LegalBasis,
  Private,
  State,
} from "@safepassage/schema";

/** The officer of the sender who is responsible for a message. */
export interface MessageOfficer {
  /** A reference that only the sender and its supervisor can read: 16 to 96 octets of base64url. */
  readonly ref: string;
  /** How surely the sender knows the officer: 1 low, 2 substantial, 3 high. */
  readonly assurance: number;
}

/** What a sender decides; everything else of the envelope follows from it. */
export interface ComposeOptions {
  readonly sender: Agency;
  readonly recipient: Agency;
  /** Thumbprint of the recipient's signing key in force (RFC 7638). */
  readonly recipientThumbprint: string;
  readonly states: Readonly<Record<string, State>>;
  readonly agreement: Agreement;
  readonly purpose: Code<"purpose">;
  readonly messageType: Code<"message_type">;
  readonly legalBases: readonly LegalBasis[];
  /** Whether the federation is a test federation. */
  readonly test: boolean;
  readonly officer: MessageOfficer;
  readonly body: Body;
  readonly clock: Clock;
  /** Claims that differ from the default. */
  readonly clear?: Partial<DraftClear>;
  /** Members of the private part that differ from the default. */
  readonly private?: Partial<Private>;
}
