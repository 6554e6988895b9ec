import { type JsonObject, type JwsParts, type ProtocolError, verifyJws } from "@safepassage/core";
import type { AgencyRegistry, VerifierOptions } from "@safepassage/trust/web";
import { refusalIn } from "../message-error.ts";

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

/**
 * Reads the payload of a signed text. If that fails, and the text was changed, the change is what is said: nobody has signed the fault.
 *
 * @throws CoreError `JWS_SIGNATURE_INVALID`; else whatever `read` throws.
 */
export function readSigned<T>(
  parts: JwsParts,
  payload: JsonObject,
  registry: AgencyRegistry,
  read: (payload: JsonObject) => T,
): T {
  try {
    return read(payload);
  } catch (fault) {
    throw changeIn(parts, payload, registry) ?? fault;
  }
}

/** That a text is not as its issuer has signed it, where it names one whose key is known. */
function changeIn(
  parts: JwsParts,
  { iss }: JsonObject,
  registry: AgencyRegistry,
): ProtocolError | undefined {
  try {
    const known = { atAnyTime: true };
    verifyJws(registry.verifierFor(String(iss), parts.kid ?? "", new Date(0), known), parts);
    return undefined;
  } catch (error) {
    const refusal = refusalIn(error);
    return refusal.code === "JWS_SIGNATURE_INVALID" ? refusal : undefined;
  }
}
