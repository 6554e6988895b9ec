export {
  addSignature,
  type GeneralJws,
  type GeneralJwsParts,
  type ReadGeneralJwsOptions,
  readGeneralJws,
  signGeneralJws,
  type VerifyGeneralJwsOptions,
  verifyGeneralJws,
} from "./general-jws.ts";
export {
  type PrivateJwk,
  type PublicJwk,
  parsePrivateJwk,
  parsePublicJwk,
  publicJwk,
  thumbprint,
} from "./jwk.ts";
export {
  chooseEpoch,
  type EpochRotation,
  type KeyEpoch,
  newEpoch,
  type PublishedEpoch,
  parseKeyEpochs,
  rotateEpochs,
} from "./key-epochs.ts";
export {
  createSigner,
  createVerifier,
  generateEncryptionKey,
  generateSigningKey,
  importPrivateJwk,
} from "./keys.ts";
export {
  type IssueEpochsOptions,
  issueEpochs,
  type VerifyEpochsOptions,
  verifyEpochs,
} from "./published-epochs.ts";
export { type JweParts, type ReadJweOptions, readJwe } from "./read-jwe.ts";
export { type AgencyRegistry, parseRegistry, type VerifierOptions } from "./registry.ts";
export { registryFacts } from "./registry-facts.ts";
export { parseRegistryFile, type RegistryFile, registrySchema } from "./registry-file.ts";
export {
  type Arrival,
  createMemoryReplayStore,
  createReplayGuard,
  type ReplayEntry,
  type ReplayGuard,
  type ReplayStore,
} from "./replay-guard.ts";
export {
  createDecryptionKey,
  type DecryptionKey,
  openJwe,
  type SealingHeader,
  type SealingOptions,
  sealJwe,
} from "./sealing.ts";
export {
  issueRegistry,
  type RegistryMark,
  readRegistry,
  type VerifyRegistryOptions,
  verifyRegistry,
} from "./signed-registry.ts";
export { TRUST_ERRORS, TrustError, type TrustErrorCode } from "./trust-error.ts";
