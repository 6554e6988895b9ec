export { type AgencyRegistry, parseRegistry, type VerifierOptions } from "./directory/registry.ts";
export { registryFacts } from "./directory/registry-facts.ts";
export { parseRegistryFile, type RegistryFile } from "./directory/registry-file.ts";
export {
  issueRegistry,
  type RegistryMark,
  readRegistry,
  type VerifyRegistryOptions,
  verifyRegistry,
} from "./directory/signed-registry.ts";
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
  parsePrivateJwk,
  parsePublicJwk,
  publicJwk,
  thumbprint,
} from "./keys/jwk.ts";
export {
  createSigner,
  createVerifier,
  generateEncryptionKey,
  generateSigningKey,
  importPrivateJwk,
} from "./keys/keys.ts";
export {
  type Arrival,
  createMemoryReplayStore,
  createReplayGuard,
  type ReplayEntry,
  type ReplayGuard,
  type ReplayStore,
} from "./replay/replay-guard.ts";
export {
  chooseEpoch,
  type EpochRotation,
  type KeyEpoch,
  newEpoch,
  type PublishedEpoch,
  parseKeyEpochs,
  rotateEpochs,
} from "./sealing/key-epochs.ts";
export {
  type IssueEpochsOptions,
  issueEpochs,
  type VerifyEpochsOptions,
  verifyEpochs,
} from "./sealing/published-epochs.ts";
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
