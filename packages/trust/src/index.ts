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
export { type JweParts, type ReadJweOptions, readJwe } from "./read-jwe.ts";
export {
  createDecryptionKey,
  type DecryptionKey,
  openJwe,
  type SealingHeader,
  type SealingOptions,
  sealJwe,
} from "./sealing.ts";
export { TRUST_ERRORS, TrustError, type TrustErrorCode } from "./trust-error.ts";
