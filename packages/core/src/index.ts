export {
  decodeBase64url,
  decodeBase64urlText,
  decodeUtf8,
  encodeBase64url,
  encodeBase64urlText,
  isBase64url,
} from "./base64url.ts";
export { concatBytes, encodeUtf8, equalBytes, sha256, sha256Base64url } from "./bytes.ts";
export { canonicalDigest, canonicalJson } from "./canonical-json.ts";
export { type Clock, createFixedClock, systemClock, toInstant, toNumericDate } from "./clock.ts";
export { isCompactJson } from "./compact-json.ts";
export { CORE_ERRORS, CoreError, type CoreErrorCode } from "./core-error.ts";
export {
  type ErrorDetails,
  type ErrorEntry,
  errorRows,
  type Fault,
  ProtocolError,
  type StructuralCheck,
  type StructuralResult,
  withCheck,
} from "./error.ts";
export { type ErrorFacts, eachError, errorCode, errorFacts } from "./error-facts.ts";
export { isJsonObject, type JsonLimits, parseJson } from "./json.ts";
export type { Json, JsonObject } from "./json-value.ts";
export {
  type JwsAlgorithm,
  type JwsParts,
  PROTOCOL_ALGORITHMS,
  parseObject,
  parseObjectText,
  payloadText,
  type ReadJwsOptions,
  readCompactJws,
  readPayload,
  requireVerificationKey,
  type Signer,
  signCompactJws,
  type Verifier,
  verifyJws,
} from "./jws.ts";
export { sameJson } from "./same-json.ts";
export { trimBlank } from "./trim-blank.ts";
export { visible, visibleLines } from "./visible.ts";
