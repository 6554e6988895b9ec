export type { AgencyRegistry, VerifierOptions } from "./directory/registry.ts";
export {
  type RegistryChange,
  type RegistryChangeKind,
  registryChanges,
} from "./directory/registry-changes.ts";
export { registryFacts } from "./directory/registry-facts.ts";
export { parseRegistryFile, type RegistryFile, registrySchema } from "./directory/registry-file.ts";
export { parseRegistry, readRegistry, verifyRegistry } from "./directory/registry-node.ts";
export {
  issueRegistry,
  type RegistryMark,
  type VerifyRegistryOptions,
} from "./directory/signed-registry.ts";
export { type SignerChange, signerChange } from "./directory/signer-change.ts";
export { encodeContentDigest, verifyContentDigest } from "./http-signature/content-digest.ts";
export {
  type Content,
  type SignRequestOptions,
  signRequest,
  type UnsignedRequest,
} from "./http-signature/sign-request.ts";
export type { RequestHead } from "./http-signature/signature-base.ts";
export {
  isSigned,
  type VerifiedRequest,
  type VerifyRequestOptions,
  verifyRequest,
} from "./http-signature/verify-request.ts";
export {
  addSignature,
  type GeneralJws,
  type GeneralJwsParts,
  type ReadGeneralJwsOptions,
  readGeneralJws,
  signGeneralJws,
  type VerifyGeneralJwsOptions,
  verifyGeneralJws,
} from "./keys/general-jws.ts";
export {
  type PrivateJwk,
  type PublicJwk,
  parsePublicJwk,
  publicJwk,
  thumbprint,
  type VerificationJwk,
} from "./keys/jwk.ts";
export {
  createSigner,
  createVerifier,
  generateEncryptionKey,
  generateSigningKey,
  importPrivateJwk,
  parsePrivateJwk,
} from "./keys/keys-node.ts";
export {
  chooseEpoch,
  type EpochRotation,
  type IssueEpochsOptions,
  issueEpochs,
  type KeyEpoch,
  newEpoch,
  type PublishedEpoch,
  parseKeyEpochs,
  rotateEpochs,
  type VerifyEpochsOptions,
  verifyEpochs,
} from "./sealing/key-epochs.ts";
export { type JweParts, type ReadJweOptions, readJwe } from "./sealing/read-jwe.ts";
export {
  createDecryptionKey,
  type DecryptionKey,
  openJwe,
  type SealingHeader,
  type SealingOptions,
  sealJwe,
} from "./sealing/sealing.ts";
export { TRUST_ERRORS, TrustError, type TrustErrorCode } from "./trust-error.ts";
