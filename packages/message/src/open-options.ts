import type { Clock } from "@safepassage/core";
import type { Agreement } from "@safepassage/schema";
import type { AgencyRegistry, DecryptionKey } from "@safepassage/trust";

/** What `openMessage` needs to know. */
export interface OpenOptions {
  /** Entity id of this agency. */
  readonly self: string;
  /** This agency's private key of a current epoch, by `kid`. */
  readonly findKey: (kid: string) => DecryptionKey | undefined;
  readonly registry: AgencyRegistry;
  /** An agreement in force, verified, by its digest. */
  readonly findAgreement: (sha256: string) => Agreement | undefined;
  readonly clock: Clock;
  /** Digests of the profiles that this gateway can judge with. */
  readonly profiles: readonly string[];
  /** Whether the issuer's message id or the message digest was seen. Left out: not evaluated. */
  readonly wasSeen?: (message: { iss: string; jti: string; digest: string }) => boolean;
}
