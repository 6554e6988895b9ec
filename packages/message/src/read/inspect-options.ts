import type { Clock } from "@safepassage/core";
import type { Agreement } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust/web";

/** What is known when a message is inspected. A check whose facts are left out is not evaluated. */
export interface InspectOptions {
  /** Entity id of this agency: the message must be addressed to it. */
  readonly self?: string;
  readonly registry?: AgencyRegistry;
  /** An agreement in force, verified, by its digest. */
  readonly findAgreement?: (sha256: string) => Agreement | undefined;
  /**
   * An agreement that was verified once, and may not verify any more. What only erases passes under it.
   */
  readonly findFormerAgreement?: ((sha256: string) => Agreement | undefined) | undefined;
  readonly clock: Clock;
  /**
   * Digests of the profiles that the judge knows. The agreement is checked only if they are given.
   */
  readonly profiles?: readonly string[];
  /** Called once the signature is good. Later checks may still refuse the message. */
  readonly onSigned?: (signed: SignedMessage) => void;
  /** Says whether this issuer's message id, or this digest, was seen before. */
  readonly wasSeen?: (message: { iss: string; jti: string; digest: string }) => boolean;
}

/** What is known of a message whose signature is good, even if something else is wrong with it. */
export interface SignedMessage {
  /** Entity id of who signed it. */
  readonly sender: string;
  /** SHA-256 of the issuer-signed JWT. */
  readonly digest: string;
  /** Whether its private part is there and signed, and claims danger to a person. */
  claimsDanger(): boolean;
}
