import { type PeopleConfig, soundFetch } from "@safepassage/agency";
import { ApiError } from "@safepassage/api";
import * as oauth from "oauth4webapi";
import { requireAskedWithin, SignInNotAnew } from "./asked-anew.ts";
import type { AccessTokenClaims } from "./officer.ts";
import { checkPlainToken } from "./plain-token.ts";
import { readWhole, requireUsable } from "./provider-answer.ts";
import {
  type Ask,
  createAskForKeys,
  createKeys,
  keysIn,
  type ProviderKeys,
} from "./provider-keys.ts";
import {
  isOfToken,
  providerFaultOf,
  signInFaultOf,
  TokenRefused,
  tokenFaultOf,
} from "./refusals.ts";
import { TOKEN_ALGORITHMS, TOLERANCE_SECONDS } from "./token-bounds.ts";

/** The provider that the officers of an agency sign in with. */
export interface Provider {
  /** What the provider says of itself (RFC 8414). @throws what a request throws. */
  metadata(): Promise<oauth.AuthorizationServer>;
  /** Asks for the keys that its tokens are verified with (RFC 7517), and counts them. @throws what a request throws. */
  countKeys(): Promise<number>;
  /**
   * Checks the access token of a request (RFC 9068), and its proof of possession (RFC 9449) if the token asks for one. Tokens of another
   * form are checked as {@link checkPlainToken} says, where the configuration has the provider give such.
   *
   * @param request - With the address that the officer's program sees.
   * @throws ApiError `API_TOKEN_REFUSED`, `API_PROVIDER_AWAY`.
   */
  validate(request: Request): Promise<AccessTokenClaims>;
  /**
   * Makes the address at which an officer signs in, in a browser (RFC 6749, Section 4.1; RFC 7636). Where the provider has asked for the
   * person longer ago than it may, it asks anew.
   *
   * @throws ApiError `API_PROVIDER_AWAY`.
   */
  signInAt(redirect: string, how?: SignInHow): Promise<SignIn>;
  /**
   * Redeems what the browser brings back.
   *
   * @throws ApiError `API_SIGN_IN_FAILED`, `API_PROVIDER_AWAY`; {@link SignInNotAnew} if the provider has asked too long ago, and was
   *   not told to ask in any case: a sign-in that tells it so may end well.
   */
  redeem(callback: URL, signIn: Omit<SignIn, "url">): Promise<Tokens>;
  /**
   * Asks for another access token (RFC 6749, Section 6).
   *
   * @throws ApiError `API_SESSION_OVER` if the provider gives none any more, `API_PROVIDER_AWAY`.
   */
  refresh(token: string): Promise<Tokens>;
  /** Tells the provider that nobody needs a refresh token any more (RFC 7009), if it can be told. */
  revoke(token: string): Promise<void>;
}

/** What a provider gives for a sign-in. */
export interface Tokens {
  readonly access: string;
  /** Left out by a provider that gives none. */
  readonly refresh: string | undefined;
}

/** How the provider asks for the person (OpenID Connect Core 1.0, 3.1.2.1). */
export interface SignInHow {
  /** Who is expected to sign in: `login_hint`. Whom it lets in is the provider's. */
  readonly hint?: string | undefined;
  /** Whether it asks also where somebody is still signed in there: `prompt=login`. */
  readonly anew?: boolean;
}

/** A sign-in that is under way. */
export interface SignIn {
  readonly url: string;
  /** Comes back with the browser, and is known to nobody else. */
  readonly state: string;
  readonly verifier: string;
  readonly redirect: string;
  /** When it began, by a clock that nobody sets, if the provider asks anew. */
  readonly anewAt?: number;
}

/**
 * Makes what asks a provider. Its metadata (RFC 8414) and keys are kept for some minutes; a key that is not known yet, as
 * after the provider has rolled its keys, is asked for at once.
 *
 * @param tell - Gets why the provider could not be asked, or what it refuses at a sign-in.
 */
export function createProvider(
  {
    issuer,
    audience,
    client,
    scope = "openid",
    signInSeconds = 1800,
    tokens = "at+jwt",
  }: Pick<PeopleConfig, "issuer" | "audience" | "client" | "scope" | "signInSeconds" | "tokens">,
  tell: (code: string) => void = () => {},
): Provider {
  const ask: Ask = async (url, { method, headers, body }) => {
    const signal = AbortSignal.timeout(WAIT_MS);
    const asked = new Request(url, {
      ...{ method, headers, redirect: "error" },
      ...(body instanceof URLSearchParams && { body }),
    });
    const answer = await soundFetch(asked, { signal });
    return readWhole(answer, signal);
  };
  const own = { client_id: client ?? "" };
  // A provider whose tokens are not of RFC 9068 goes by the scope, and some refuse a request with a resource (RFC 8707).
  const resource = tokens === "at+jwt" && { resource: audience };
  const options = {
    [oauth.customFetch]: ask,
    [oauth.allowInsecureRequests]: issuer.startsWith("http:"),
    [oauth.clockTolerance]: TOLERANCE_SECONDS,
  };
  const askForKeys = createAskForKeys(ask, FAILED_MS);
  const tokenOptions = {
    ...options,
    [oauth.customFetch]: askForKeys,
    signingAlgorithms: TOKEN_ALGORITHMS,
  };
  let server: oauth.AuthorizationServer | undefined;
  let goodUntil = 0;
  let keysAskedAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<oauth.AuthorizationServer> | undefined;
  let keys: { readonly at: string; readonly get: ProviderKeys } | undefined;
  const away = (cause: unknown): ApiError => {
    tell(providerFaultOf(cause));
    return new ApiError("API_PROVIDER_AWAY", "the provider does not answer", { cause });
  };
  /** Tells a provider that refuses from one that is away. */
  const refusalOr = (cause: unknown, code: RefusedSignIn, message: string): ApiError => {
    if (cause instanceof ApiError) return cause;
    const isRefused =
      isOfToken(cause) ||
      cause instanceof SignInNotAnew ||
      cause instanceof oauth.AuthorizationResponseError ||
      (cause instanceof oauth.ResponseBodyError && cause.status < 500);
    if (!isRefused) return away(cause);
    // That it gives no other token any more is how a session ends.
    const fault = code === "API_SIGN_IN_FAILED" ? signInFaultOf(cause) : undefined;
    if (fault !== undefined) tell(fault);
    return new ApiError(code, message, { cause });
  };
  const discover = async (): Promise<oauth.AuthorizationServer> => {
    const url = new URL(issuer);
    const response = await oauth.discoveryRequest(url, options);
    const found = await oauth.processDiscoveryResponse(url, response);
    requireUsable(found, url);
    goodUntil = performance.now() + KEEP_MS;
    server = found;
    return found;
  };
  /** However many tokens come, one request asks the provider what it is, and not again for a moment if that failed. */
  const find = async (): Promise<oauth.AuthorizationServer> => {
    if (server !== undefined && performance.now() < goodUntil) return server;
    if (performance.now() < failedAt + FAILED_MS) {
      throw new ApiError("API_PROVIDER_AWAY", "the provider did not answer just now");
    }
    asking ??= discover()
      .catch((cause: unknown) => {
        failedAt = performance.now();
        throw away(cause);
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };
  const keysAt = (at: string): ProviderKeys => {
    if (keys?.at !== at) keys = { at, get: createKeys(at, askForKeys, KEYS) };
    return keys.get;
  };
  const check = async (request: Request): Promise<AccessTokenClaims> => {
    const known = await find();
    if (tokens === "jwt") {
      return checkPlainToken(
        request,
        { issuer: known.issuer, audience },
        keysAt(known.jwks_uri ?? issuer),
      );
    }
    try {
      return await oauth.validateJwtAccessToken(known, request, audience, tokenOptions);
    } catch (error) {
      const isUnknownKey =
        error instanceof Error && "code" in error && error.code === oauth.KEY_SELECTION;
      if (!isUnknownKey) throw error;
      // Its keys are kept by the object: another one has none yet. A token that came meanwhile may have made one.
      if (server === known || server === undefined) {
        if (performance.now() < keysAskedAt + PAUSE_MS) throw error;
        keysAskedAt = performance.now();
        server = { ...known };
      }
      return oauth.validateJwtAccessToken(server, request, audience, tokenOptions);
    }
  };
  return {
    metadata: find,
    countKeys: async () => keysIn(await askForKeys((await find()).jwks_uri ?? issuer, READ)),
    async signInAt(redirect, { hint, anew = false } = {}) {
      const server = await find();
      const [state, verifier] = [oauth.generateRandomState(), oauth.generateRandomCodeVerifier()];
      const url = new URL(server.authorization_endpoint ?? issuer);
      const asked = {
        ...{ client_id: own.client_id, redirect_uri: redirect, response_type: "code", state },
        ...{ scope, ...resource, code_challenge_method: "S256" },
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        ...(hint !== undefined && { login_hint: hint }),
        ...(anew ? { prompt: "login" } : { max_age: String(signInSeconds) }),
      };
      for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
      const begun = anew && { anewAt: performance.now() };
      return { url: url.href, state, verifier, redirect, ...begun };
    },
    async redeem(callback, { state, verifier, redirect, anewAt }) {
      try {
        const server = await find();
        const answered = oauth.validateAuthResponse(server, own, callback, state);
        const how = { ...options, additionalParameters: { ...resource } };
        const response = await oauth.authorizationCodeGrantRequest(
          ...[server, own, oauth.None(), answered, redirect, verifier, how],
        );
        const answer = await oauth.processAuthorizationCodeResponse(server, own, response);
        const taken = anewAt === undefined ? signInSeconds : (performance.now() - anewAt) / 1000;
        requireAskedWithin(answer, taken);
        return tokensOf(answer);
      } catch (cause) {
        if (cause instanceof SignInNotAnew && anewAt === undefined) throw cause;
        throw refusalOr(cause, "API_SIGN_IN_FAILED", "the provider signs nobody in");
      }
    },
    async refresh(token) {
      try {
        const server = await find();
        const how = { ...options, additionalParameters: { ...resource } };
        const response = await oauth.refreshTokenGrantRequest(
          server,
          own,
          oauth.None(),
          token,
          how,
        );
        const { access, refresh } = tokensOf(
          await oauth.processRefreshTokenResponse(server, own, response),
        );
        // A provider that gives no new one takes the same again.
        return { access, refresh: refresh ?? token };
      } catch (cause) {
        throw refusalOr(cause, "API_SESSION_OVER", "the provider gives no token any more");
      }
    },
    async revoke(token) {
      try {
        const server = await find();
        if (server.revocation_endpoint === undefined) return;
        const response = await oauth.revocationRequest(server, own, oauth.None(), token, options);
        await oauth.processRevocationResponse(response);
      } catch {
        // It ends by itself: the session that used it is gone.
      }
    },
    async validate(request) {
      try {
        const claims = await check(request);
        // Neither library looks at it, and the life of a token is counted from it.
        if (claims.iat > Date.now() / 1000 + TOLERANCE_SECONDS)
          throw new TokenRefused("TOKEN_OVER");
        return claims;
      } catch (cause) {
        if (cause instanceof ApiError) throw cause;
        throw isOfToken(cause) ? new TokenRefused(tokenFaultOf(cause), { cause }) : away(cause);
      }
    },
  };
}

const tokensOf = (answer: oauth.TokenEndpointResponse): Tokens => ({
  access: answer.access_token,
  refresh: answer.refresh_token,
});

type RefusedSignIn = "API_SIGN_IN_FAILED" | "API_SESSION_OVER";

const READ = { method: "GET", headers: { accept: "application/json" } };
const WAIT_MS = 5000;
/** A stranger with garbage for a token does not have a provider that is away asked again and again. */
const FAILED_MS = 2000;
const KEEP_MS = 900_000;
/** A stranger with tokens under unknown keys does not make the gateway ask more often. */
const PAUSE_MS = 5000;
const KEYS = { pauseMs: PAUSE_MS, keepMs: KEEP_MS, waitMs: WAIT_MS };
