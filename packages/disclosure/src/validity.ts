import type { JsonObject } from "@safepassage/core";
import { DisclosureError, type DisclosureErrorCode } from "./disclosure-error.ts";

/** The error code for each fault of a time. */
export type TimeCodes = Readonly<
  Record<"invalid" | "expired" | "notYetValid" | "issuedInFuture", DisclosureErrorCode>
>;

/**
 * Checks `exp`, `nbf` and `iat`, each if present.
 *
 * `nbf` and `iat` may lie `skewSeconds` ahead, because clocks differ; `exp` is exact.
 *
 * @param now - Seconds since 1970; `undefined` to check only that the times are numbers.
 * @see RFC 7519, Sections 4.1.4 to 4.1.6
 */
export function requireValidTimes(
  claims: JsonObject,
  now: number | undefined,
  skewSeconds: number,
  codes: TimeCodes,
): void {
  const exp = readTime(claims, "exp", codes);
  const nbf = readTime(claims, "nbf", codes);
  const iat = readTime(claims, "iat", codes);
  if (now === undefined) return;
  if (exp !== undefined && now >= exp) {
    throw new DisclosureError(codes.expired, `${now - exp} seconds past exp`);
  }
  if (nbf !== undefined && nbf > now + skewSeconds) {
    throw new DisclosureError(codes.notYetValid, `${nbf - now} seconds before nbf`);
  }
  if (iat !== undefined && iat > now + skewSeconds) {
    throw new DisclosureError(codes.issuedInFuture, `${iat - now} seconds before iat`);
  }
}

function readTime(claims: JsonObject, name: string, codes: TimeCodes): number | undefined {
  if (!Object.hasOwn(claims, name)) return undefined;
  const time = claims[name];
  // A string or null would make every comparison false, so the object would never expire.
  if (typeof time !== "number" || !Number.isFinite(time)) {
    throw new DisclosureError(codes.invalid, `${name} is not a number`);
  }
  return time;
}
