import { tlsFailureOf } from "@safepassage/agency";
import { ApiError } from "@safepassage/api";
import * as jose from "jose";
import * as oauth from "oauth4webapi";
import { SignInNotAnew } from "./asked-anew.ts";

/** Why a provider cannot be asked. */
export type ProviderFault = "PROVIDER_AWAY" | "PROVIDER_CERTIFICATE" | "PROVIDER_OTHER";

/** Why an access token is not taken. */
type TokenFault =
  | "TOKEN_FORM"
  | "TOKEN_ISSUER"
  | "TOKEN_AUDIENCE"
  | "TOKEN_KEY"
  | "TOKEN_OVER"
  | "TOKEN_LONG";

/** A token that is not taken, with what the operator is told of it: whoever shows it learns no more than the code. */
export class TokenRefused extends ApiError {
  readonly why: TokenFault | undefined;

  constructor(why: TokenFault | undefined, options?: { readonly cause?: unknown }) {
    super("API_TOKEN_REFUSED", "the token is not good", options);
    this.why = why;
  }
}

/** Finds why the provider was not asked, or nothing was learnt from its answer. */
export function providerFaultOf(error: unknown): ProviderFault {
  if (tlsFailureOf(error) !== undefined) return "PROVIDER_CERTIFICATE";
  const isOther = causesOf(error).some(
    (one) =>
      (one instanceof oauth.OperationProcessingError && !isFailingServer(one.cause)) ||
      one instanceof jose.errors.JWKSInvalid ||
      (one instanceof DOMException && one.name === "DataError") ||
      (one instanceof Error && one.message === "unexpected redirect"),
  );
  return isOther ? "PROVIDER_OTHER" : "PROVIDER_AWAY";
}

/** Whether a token, and not the provider, is at fault. */
export function isOfToken(error: unknown): boolean {
  if (error instanceof jose.errors.JOSEError) return PLAIN_FAULTS.has(error.code);
  const { code = "" } = error as { readonly code?: string };
  return OF_TOKEN.has(code) || isCutOff(error) || error instanceof oauth.UnsupportedOperationError;
}

/**
 * Finds what is wrong with a token. `undefined` for a proof that is wrong, and for a token or proof that was cut off: that is a matter of the
 * program that shows it.
 */
export function tokenFaultOf(error: unknown): TokenFault | undefined {
  if (error instanceof jose.errors.JWTClaimValidationFailed && error.reason === "check_failed") {
    return CLAIM_FAULTS.get(error.claim) ?? "TOKEN_FORM";
  }
  if (error instanceof jose.errors.JOSEError) return PLAIN_FAULTS.get(error.code);
  if (isCutOff(error)) return undefined;
  if (!(error instanceof oauth.OperationProcessingError)) return "TOKEN_FORM";
  const about = (error.cause ?? {}) as { readonly claim?: unknown; readonly signature?: unknown };
  switch (error.code) {
    case oauth.JWT_TIMESTAMP_CHECK:
      return about.claim === "iat" ? undefined : "TOKEN_OVER";
    case oauth.JWT_CLAIM_COMPARISON:
      if (about.claim === "aud") return "TOKEN_AUDIENCE";
      return about.claim === "iss" ? "TOKEN_ISSUER" : undefined;
    case oauth.KEY_SELECTION:
      return "TOKEN_KEY";
    default:
      return about.signature === undefined ? "TOKEN_FORM" : "TOKEN_KEY";
  }
}

/** Whether a signature cannot be decoded. `oauth4webapi` takes that for a fault of its caller. */
const isCutOff = (error: unknown): boolean =>
  error instanceof TypeError && "code" in error && error.code === "ERR_INVALID_ARG_VALUE";

/** Finds what the operator is told of a sign-in that the provider has refused; `undefined` where the person has ended it. */
export function signInFaultOf(error: unknown): string | undefined {
  if (error instanceof SignInNotAnew) return "SIGN_IN_NOT_ANEW";
  if (
    error instanceof oauth.OperationProcessingError ||
    error instanceof oauth.UnsupportedOperationError
  ) {
    if (error.code === oauth.JWT_TIMESTAMP_CHECK) return "TOKEN_OVER";
    return isOfBrowser(error) ? undefined : "SIGN_IN_FORM";
  }
  const isAnswer =
    error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError;
  if (!isAnswer || error.error === "access_denied") return undefined;
  return /^[a-z_]{1,40}$/.test(error.error) ? error.error : undefined;
}

/** Whether what the browser brought back is wrong, which anybody can make up, and not what the provider itself answers. */
function isOfBrowser({ cause }: Error): boolean {
  return cause === undefined || (cause instanceof Object && "parameters" in cause);
}

function causesOf(error: unknown): readonly unknown[] {
  const found = [error];
  for (let one = error; one instanceof Error && found.length < MOST_CAUSES; ) {
    one = one.cause;
    found.push(one);
  }
  return found;
}

/** A server that fails, or a proxy that has none behind it, says nothing of who it is. */
const isFailingServer = (answer: unknown): boolean =>
  answer instanceof Response && answer.status >= 500;

/** What is wrong with a token by the code of jose. An error with another code is of the keys of the provider. */
const PLAIN_FAULTS: ReadonlyMap<string, TokenFault> = new Map([
  [jose.errors.JWTExpired.code, "TOKEN_OVER"],
  [jose.errors.JWTClaimValidationFailed.code, "TOKEN_FORM"],
  [jose.errors.JWTInvalid.code, "TOKEN_FORM"],
  [jose.errors.JWSInvalid.code, "TOKEN_FORM"],
  [jose.errors.JOSEAlgNotAllowed.code, "TOKEN_FORM"],
  [jose.errors.JOSENotSupported.code, "TOKEN_FORM"],
  [jose.errors.JWKSNoMatchingKey.code, "TOKEN_KEY"],
  [jose.errors.JWKSMultipleMatchingKeys.code, "TOKEN_KEY"],
  [jose.errors.JWSSignatureVerificationFailed.code, "TOKEN_KEY"],
]);
const CLAIM_FAULTS: ReadonlyMap<string, TokenFault> = new Map([
  ["aud", "TOKEN_AUDIENCE"],
  ["iss", "TOKEN_ISSUER"],
  ["nbf", "TOKEN_OVER"],
]);

const MOST_CAUSES = 8;

const OF_TOKEN: ReadonlySet<string> = new Set([
  oauth.INVALID_REQUEST,
  oauth.INVALID_RESPONSE,
  oauth.PARSE_ERROR,
  oauth.JWT_TIMESTAMP_CHECK,
  oauth.JWT_CLAIM_COMPARISON,
  oauth.KEY_SELECTION,
]);
