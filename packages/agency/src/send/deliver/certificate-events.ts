import type { Effect } from "../../effects/shared/effect.ts";

/** A certificate that could not be sent, told once for a message and kind. */
export interface UnsentCertificate {
  /** Digest of the message whose erasure it certifies. */
  readonly about: string;
  readonly code: string;
  readonly at: string;
}

/** Records and logs that a certificate failed for the first time, or is tried no more. */
export const certificateEvent = (
  kind: "certificateFailed" | "certificateGivenUp",
  { about, code, at }: UnsentCertificate,
): Effect => ({
  ...{ does: "event", event: { kind, at, code, ref: about }, once: true },
  log: { event: kind, ref: about, code },
});
