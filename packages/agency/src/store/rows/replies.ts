import type { Code, DecodedMessage, Leaf } from "@safepassage/schema";

/**
 * A reply that an accepted message demands: what it says, and what it follows from. Each attempt to send it composes,
 * prepares and signs it anew, so that its times are right.
 *
 * Holds digests and ids only, and is removed when the message is in the outbox.
 */
export interface PendingReply {
  /** Chosen here; names the reply until it has a digest. */
  readonly id: string;
  /** Entity ids of sender and recipient of the earlier message. */
  readonly parties: readonly [string, string];
  readonly messageType: Code<"message_type">;
  readonly inReplyTo: string;
  readonly exchangeId: string;
  readonly purpose: Code<"purpose">;
  /** SHA-256 of the agreement. */
  readonly agreement: string;
  readonly transferBasis: DecodedMessage["clear"]["env.transfer.basis"];
  /** How surely the agency knows its sender, 1 to 3. */
  readonly assurance: number;
  readonly groups: readonly { readonly kind: string; readonly leaves: readonly Leaf[] }[];
  /** Digest of the message that it is about. */
  readonly about: string;
}

/** A {@link PendingReply} with the number of attempts to send it. */
export interface StoredReply extends PendingReply {
  readonly attempts: number;
}

/** When a failed attempt is repeated. Milliseconds since 1970. */
export interface Pause {
  readonly nextAttempt: number;
  /** When `nextAttempt` was chosen. */
  readonly pausedAt: number;
}
