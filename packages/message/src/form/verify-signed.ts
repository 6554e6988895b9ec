import { type JwsParts, verifyJws } from "@safepassage/core";
import type { AgencyRegistry, VerifierOptions } from "@safepassage/trust/web";

/**
 * Verifies a signature with a key of its issuer, and then that the key was in force when it was made. In this order: whoever
 * changes the time that a text states has changed the text, and that is what must be said.
 *
 * @throws CoreError `JWS_SIGNATURE_INVALID`; TrustError `TRUST_*`.
 */
export function verifySigned(
  parts: JwsParts,
  { issuer, at }: { readonly issuer: string; readonly at: Date },
  registry: AgencyRegistry,
  options: VerifierOptions = {},
): void {
  const kid = parts.kid ?? "";
  verifyJws(registry.verifierFor(issuer, kid, at, { ...options, atAnyTime: true }), parts);
  registry.verifierFor(issuer, kid, at, options);
}
