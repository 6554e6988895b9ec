import { TrustError } from "../trust-error.ts";
import type { AgencyRegistry } from "./registry.ts";

/**
 * What has become of a signer since: it has `left`, or has replaced or ended the key (`keyReplaced`). Neither is a fault: what was
 * signed before counts.
 */
export type SignerChange = "left" | "keyReplaced";

/** Says what has become of an agency and the key that it has signed with; `undefined` where nothing has changed. */
export function signerChange(
  registry: AgencyRegistry,
  { entity, kid }: { readonly entity: string; readonly kid: string },
  now: Date,
): SignerChange | undefined {
  if (registry.findAgencyAt(entity, now) === undefined) return "left";
  try {
    return registry.keyAt(entity, now).kid === kid ? undefined : "keyReplaced";
  } catch (error) {
    // It has no key at all now.
    if (error instanceof TrustError && error.code === "TRUST_KEY_NOT_IN_FORCE")
      return "keyReplaced";
    throw error;
  }
}
