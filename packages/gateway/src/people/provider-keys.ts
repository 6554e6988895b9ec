import { ApiError } from "@safepassage/api";
import * as jose from "jose";
import * as oauth from "oauth4webapi";

/** What gives the keys of a provider, and asks for them again when a token names one that it does not know. */
export type ProviderKeys = jose.JWTVerifyGetKey;

/** Makes one request to a provider. */
export type Ask = (
  url: string,
  how: { method: string; headers: Headers | Record<string, string>; body?: unknown },
) => Promise<Response>;

/**
 * Makes what asks for the keys of a provider (RFC 7517). It refuses an answer that is no set of keys. After a failure it does not ask for
 * a moment, however many tokens come.
 */
export function createAskForKeys(ask: Ask, failedMs: number): Ask {
  let failedAt = Number.NEGATIVE_INFINITY;
  return async (url, how) => {
    if (performance.now() < failedAt + failedMs) {
      throw new ApiError("API_PROVIDER_AWAY", "the keys did not come just now");
    }
    try {
      const answer = await ask(url, how);
      await keysIn(answer.clone());
      return answer;
    } catch (cause) {
      failedAt = performance.now();
      throw cause;
    }
  };
}

/** Counts the keys in an answer. @throws OperationProcessingError if it is no set of keys. */
export async function keysIn(answer: Response): Promise<number> {
  if (answer.status !== 200) {
    throw new oauth.OperationProcessingError("an answer without keys", { cause: answer });
  }
  const said: unknown = await answer.json().catch(() => undefined);
  const { keys } = (said ?? {}) as { readonly keys?: unknown };
  const isSet = Array.isArray(keys) && keys.every((key) => key instanceof Object);
  if (!isSet) throw new oauth.OperationProcessingError("an answer that is no set of keys");
  return keys.length;
}

/** Makes what gives the keys at an address. A key that is not known is asked for at once, and then not again for `pauseMs`. */
export function createKeys(
  jwksUri: string,
  ask: Ask,
  { pauseMs, keepMs, waitMs }: Readonly<Record<"pauseMs" | "keepMs" | "waitMs", number>>,
): ProviderKeys {
  const known = jose.createRemoteJWKSet(new URL(jwksUri), {
    // It would not ask for a new key just after it had asked for all.
    ...{ cooldownDuration: Number.POSITIVE_INFINITY, cacheMaxAge: keepMs, timeoutDuration: waitMs },
    [jose.customFetch]: ask,
  });
  let askedAt = Number.NEGATIVE_INFINITY;
  return async (header, token) => {
    const key = await known(header, token).catch(async (error: unknown) => {
      const isUnknown = error instanceof jose.errors.JWKSNoMatchingKey;
      if (!isUnknown) throw error;
      // Tokens that come while the keys are asked for wait for the same answer.
      if (!known.reloading) {
        if (performance.now() < askedAt + pauseMs) throw error;
        askedAt = performance.now();
      }
      await known.reload();
      return known(header, token);
    });
    requireLong(key);
    return key;
  };
}

/** RSA keys are of 2048 bits at least (RFC 7518, Section 3.3). jose refuses others too, but as a fault of its caller. */
function requireLong({ algorithm }: jose.CryptoKey): void {
  const { modulusLength } = algorithm as { readonly modulusLength?: number };
  if (modulusLength !== undefined && modulusLength < 2048) {
    throw new jose.errors.JOSENotSupported("a key that is too short");
  }
}
