export {
  type PrivateJwk,
  type PublicJwk,
  parsePrivateJwk,
  parsePublicJwk,
  publicJwk,
  thumbprint,
} from "./jwk.ts";
export {
  createSigner,
  createVerifier,
  generateEncryptionKey,
  generateSigningKey,
  importPrivateJwk,
} from "./keys.ts";
export { TRUST_ERRORS, TrustError, type TrustErrorCode } from "./trust-error.ts";
