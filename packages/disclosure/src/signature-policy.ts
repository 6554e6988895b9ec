import { type JsonObject, type Verifier, verifyJws } from "@safepassage/core";
import { DisclosureError } from "./disclosure-error.ts";
import { isSdJwtForm } from "./form.ts";
import { demand } from "./limits.ts";
import type { ParsedSdJwt, ParsedSignature } from "./read.ts";

/** The form that a verifier accepts and, for general form, which signatures count. */
export type FormPolicy =
  | { readonly form: "compact" | "flattened" }
  | { readonly form: "general"; readonly signatures: SignaturePolicy };

/**
 * Which signatures of an SD-JWT in general form are verified.
 *
 * - `only`: there must be exactly one signature, which is verified.
 * - `first`: the first is verified, the one that a key binding covers. The others are parsed and
 *   counted, but prove nothing.
 * - `all`: there must be exactly one signature for each of `kids`, and each is verified. This detects
 *   removed and added signatures, which a key binding does not.
 */
export type SignaturePolicy =
  | { readonly verify: "only" }
  | { readonly verify: "first" }
  | { readonly verify: "all"; readonly kids: readonly string[] };

/** Finds the issuer's key. Its arguments are not verified yet. Throw to refuse. */
export type ResolveVerifier = (
  header: JsonObject,
  payload: JsonObject,
  signature: ParsedSignature,
) => Verifier;

/**
 * Verifies the signatures that the policy names.
 *
 * @returns the number of signatures that the policy leaves unverified.
 */
export function verifySignatures(
  { signatures, payload }: ParsedSdJwt,
  policy: FormPolicy,
  resolveVerifier: ResolveVerifier,
): number {
  const counted = policy.form === "general" ? choose(signatures, policy.signatures) : signatures;
  for (const signature of counted) {
    const { jws } = signature;
    verifyJws(resolveVerifier(jws.header, payload, signature), jws);
  }
  return signatures.length - counted.length;
}

/** Checks the policy itself. @throws TypeError for a policy that leaves open which signatures count. */
export function requireFormPolicy(policy: FormPolicy): void {
  demand(isSdJwtForm(policy?.form), "form must be compact, flattened or general");
  if (policy.form !== "general") return;
  const { signatures } = policy;
  if (signatures?.verify === "only" || signatures?.verify === "first") return;
  if (signatures?.verify !== "all") throw new TypeError("signatures must be only, first or all");
  const { kids } = signatures;
  const areDistinct = Array.isArray(kids) && kids.length > 0 && new Set(kids).size === kids.length;
  demand(areDistinct, "kids must be a list of distinct names");
}

function choose(
  signatures: readonly ParsedSignature[],
  policy: SignaturePolicy,
): readonly ParsedSignature[] {
  if (policy.verify === "first") return signatures.slice(0, 1);
  if (policy.verify === "only") {
    if (signatures.length === 1) return signatures;
    throw new DisclosureError("DISCLOSURE_SIGNATURES_SEVERAL", `${signatures.length} signatures`);
  }
  const asked = new Set(policy.kids);
  const seen = new Set<string>();
  for (const { kid } of signatures) {
    if (kid === undefined || !asked.has(kid)) {
      throw new DisclosureError("DISCLOSURE_SIGNATURES_UNASKED", "a kid was not asked for");
    }
    // Anybody can derive a second valid ECDSA signature from one, so keys are counted, not signatures.
    if (seen.has(kid)) throw new DisclosureError("DISCLOSURE_SIGNATURES_REPEATED", "a kid twice");
    seen.add(kid);
  }
  if (seen.size < asked.size) {
    throw new DisclosureError("DISCLOSURE_SIGNATURES_MISSING", "a kid asked for is not there");
  }
  return signatures;
}
