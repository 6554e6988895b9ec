import { type JsonObject, type Verifier, verifyJws } from "@safepassage/core";
import { DisclosureError } from "./disclosure-error.ts";
import { isSdJwtForm } from "./form.ts";
import type { ParsedSdJwt, ParsedSignature } from "./read.ts";

/** The one form that a verifier takes and, where several signatures can be, which of them count. */
export type FormPolicy =
  | { readonly form: "compact" | "flattened" }
  | { readonly form: "general"; readonly signatures: SignaturePolicy };

/**
 * Which signatures of an SD-JWT in general form are verified.
 *
 * - `only`: there is one signature, and it is verified.
 * - `first`: the first is verified, as a key binding covers that one only. The others are read and
 *   counted, and say nothing.
 * - `all`: there is one signature for each of `kids`, no other, and each is verified. So a
 *   signature that was taken out or put in is noticed, which a key binding does not tell.
 */
export type SignaturePolicy =
  | { readonly verify: "only" }
  | { readonly verify: "first" }
  | { readonly verify: "all"; readonly kids: readonly string[] };

/** Finds the issuer's key. Nothing that it is given is verified yet; throw to refuse. */
export type ResolveVerifier = (
  header: JsonObject,
  payload: JsonObject,
  signature: ParsedSignature,
) => Verifier;

/**
 * Verifies the signatures that the policy names.
 *
 * @returns how many there were that the policy leaves unverified.
 * @throws {@link DisclosureError} `DISCLOSURE_SIGNATURES_*`; `CoreError` `JWS_*`.
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

/** @throws TypeError for a policy that leaves open what counts. */
export function requireFormPolicy(policy: FormPolicy): void {
  if (!isSdJwtForm(policy?.form)) {
    throw new TypeError("form must be compact, flattened or general");
  }
  if (policy.form !== "general") return;
  const { signatures } = policy;
  if (signatures?.verify === "only" || signatures?.verify === "first") return;
  if (signatures?.verify !== "all") throw new TypeError("signatures must be only, first or all");
  const { kids } = signatures;
  if (!(Array.isArray(kids) && kids.length > 0 && new Set(kids).size === kids.length)) {
    throw new TypeError("kids must be a list of distinct names");
  }
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
    // Of one signature with ECDSA anyone can make a second: names are counted, not signatures.
    if (seen.has(kid)) throw new DisclosureError("DISCLOSURE_SIGNATURES_REPEATED", "a kid twice");
    seen.add(kid);
  }
  if (seen.size < asked.size) {
    throw new DisclosureError("DISCLOSURE_SIGNATURES_MISSING", "a kid asked for is not there");
  }
  return signatures;
}
