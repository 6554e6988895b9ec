export {
  addSdJwtSignature,
  type ConvertSdJwtOptions,
  convertSdJwt,
  type WritableSdJwt,
} from "./convert.ts";
export {
  type Claims,
  type ClaimValue,
  type Disclosable,
  disclosable,
  isDisclosable,
} from "./disclosable.ts";
export {
  DISCLOSURE_ERRORS,
  DisclosureError,
  type DisclosureErrorCode,
} from "./disclosure-error.ts";
export type { Decoys, SdJwtDisclosures } from "./encode-claims.ts";
export type { SdJwtForm } from "./form.ts";
export {
  type IssuedSdJwt,
  issueSdJwt,
  type PreparedSdJwt,
  prepareSdJwt,
  type SdJwtContent,
} from "./issue.ts";
export type { KeyBindingPolicy } from "./key-binding.ts";
export type { SdJwtLimits } from "./limits.ts";
export { type HolderBinding, presentSdJwt, type Selection, toPointer } from "./present.ts";
export {
  type ParsedKeyBinding,
  type ParsedSdJwt,
  type ParsedSignature,
  type ReadSdJwtOptions,
  readSdJwt,
} from "./read.ts";
export type { ParsedDisclosure } from "./read-disclosure.ts";
export {
  type ClaimPath,
  type ClaimPlace,
  pathsOf,
  type ResolvedDisclosure,
  type Revealed,
  reveal,
} from "./reveal.ts";
export { createRandomSalts, type SaltSource } from "./salts.ts";
export type { FormPolicy, ResolveVerifier, SignaturePolicy } from "./signature-policy.ts";
export { type SdJwtPolicy, type VerifiedSdJwt, verifySdJwt } from "./verify.ts";
