import type { Clock } from "@safepassage/core";
import type { Agreement } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust/web";

/** What whoever inspects a message knows. Left out: what rests on it is not evaluated. */
export interface InspectOptions {
  /** Entity id of this agency: the message must be addressed to it. */
  readonly self?: string;
  readonly registry?: AgencyRegistry;
  /** An agreement in force, verified, by its digest. */
  readonly findAgreement?: (sha256: string) => Agreement | undefined;
  readonly clock: Clock;
  /** Digests of the profiles that the judge can judge with; an agreement is looked at with them. */
  readonly profiles?: readonly string[];
  /** Told once the signature is good, before what may still refuse the message. */
  readonly onSigned?: (signed: SignedMessage) => void;
  /** Whether the issuer's message id or the message digest was seen. Left out: not evaluated. */
  readonly wasSeen?: (message: { iss: string; jti: string; digest: string }) => boolean;
}

/** What is known of a message whose signature is good, whatever else is wrong with it. */
export interface SignedMessage {
  /** Entity id of who signed it. */
  readonly sender: string;
  /** SHA-256 of the issuer-signed JWT. */
  readonly digest: string;
  /** Whether its private part, where it is signed and there, claims a threat to life. */
  claimsThreatToLife(): boolean;
}
