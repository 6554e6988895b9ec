/**
 * Reads the registry and verifies signatures, in Node and in browsers. The caller passes in the
 * verifiers.
 *
 * @module
 */
export {
  type AgencyRegistry,
  parseRegistry,
  type VerifierOptions,
  type VerifierSource,
} from "./directory/registry.ts";
export { registryFacts } from "./directory/registry-facts.ts";
export {
  type RegistryMark,
  readRegistry,
  type VerifyRegistryOptions,
  verifyRegistry,
} from "./directory/signed-registry.ts";
export { type SignerChange, signerChange } from "./directory/signer-change.ts";
export { type GeneralJwsParts, readGeneralJws, signGeneralJws } from "./keys/general-jws.ts";
export { type PublicJwk, parsePublicJwk, thumbprint, type VerificationJwk } from "./keys/jwk.ts";
export { TRUST_ERRORS, TrustError, type TrustErrorCode } from "./trust-error.ts";
