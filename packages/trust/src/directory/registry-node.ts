import type { Verifier } from "@safepassage/core";
import { createVerifier } from "../keys/keys-node.ts";
import * as anywhere from "./registry.ts";
import * as signed from "./signed-registry.ts";

/**
 * Reads a registry of agencies.
 *
 * @param input - JSON as `parseJson` returns it, of a file the operator vouches for. Over a network
 *   use {@link verifyRegistry}.
 * @throws {@link TrustError} `TRUST_REGISTRY_INVALID`.
 */
export function parseRegistry(input: unknown): anywhere.AgencyRegistry {
  return anywhere.parseRegistry(input, { createVerifier });
}

/**
 * Reads a registry that came over a network.
 *
 * @param verifier - The registry's own key, which the operator received by other means.
 * @throws {@link CoreError} a `JWS_*`, `JSON_*` or `BASE64URL_*` code.
 * @throws {@link TrustError} `TRUST_REGISTRY_INVALID`, `TRUST_REGISTRY_OUTDATED`,
 *   `TRUST_REGISTRY_CONFLICTING`, `TRUST_REGISTRY_NOT_YET_VALID`.
 */
export function verifyRegistry(
  jws: string,
  verifier: Verifier,
  options: signed.VerifyRegistryOptions = {},
): anywhere.AgencyRegistry {
  return readRegistry(jws, verifier, options).registry;
}

/** {@link verifyRegistry}, with the mark to remember. */
export function readRegistry(
  jws: string,
  verifier: Verifier,
  options: signed.VerifyRegistryOptions = {},
): { readonly registry: anywhere.AgencyRegistry; readonly mark: signed.RegistryMark } {
  return signed.readRegistry(jws, verifier, { ...options, createVerifier });
}
