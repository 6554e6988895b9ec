import {
  encodeUtf8,
  equalBytes,
  type JsonObject,
  sha256Base64url,
  type Verifier,
  verifyJws,
} from "@safepassage/core";
import { DisclosureError } from "./disclosure-error.ts";
import { demand } from "./limits.ts";
import { keyBindingError, type ParsedSdJwt } from "./read.ts";
import { requireValidTimes } from "./validity.ts";

/** Whether the verifier requires proof that the presenter holds the bound key. */
export type KeyBindingPolicy =
  | { readonly mode: "forbidden" }
  | {
      readonly mode: "required";
      /** The string that `aud` must equal. */
      readonly audience: string;
      /** The nonce this verifier gave out for this presentation. */
      readonly nonce: string;
      /** Maximum age of `iat`. */
      readonly maxAgeSeconds: number;
      /** Finds the holder's key in verified claims, usually `cnf`. Throw to refuse. */
      resolveHolderKey(claims: JsonObject): Verifier;
    };

/** The policy of a verifier that requires key binding. */
export type RequiredKeyBinding = Extract<KeyBindingPolicy, { mode: "required" }>;

/**
 * Checks the key binding JWT: its signature, audience, nonce, times, and hash of the presentation.
 *
 * @see RFC 9901, Sections 4.3 and 7.3
 */
export function requireKeyBinding(
  { keyBinding, presented }: ParsedSdJwt,
  claims: JsonObject,
  policy: RequiredKeyBinding,
  { now, skewSeconds }: { readonly now: number; readonly skewSeconds: number },
): void {
  if (keyBinding === undefined) {
    throw new DisclosureError("DISCLOSURE_KB_MISSING", "no key binding JWT was sent");
  }
  const { jws, payload } = keyBinding;
  const verifier = policy.resolveHolderKey(claims);
  try {
    verifyJws(verifier, jws);
  } catch (cause) {
    throw keyBindingError(cause, "the key binding JWT does not verify");
  }
  if (payload["aud"] !== policy.audience) {
    throw new DisclosureError("DISCLOSURE_KB_AUDIENCE_WRONG", "aud is not the expected string");
  }
  if (!equalText(payload["nonce"], policy.nonce)) {
    throw new DisclosureError("DISCLOSURE_KB_NONCE_WRONG", "nonce is not the expected string");
  }
  if (!equalText(payload["sd_hash"], sha256Base64url(presented))) {
    throw new DisclosureError("DISCLOSURE_KB_HASH_WRONG", "sd_hash is not of what was presented");
  }
  requireValidTimes(payload, now, skewSeconds, KB_TIME_CODES);
  const iat = payload["iat"];
  if (typeof iat !== "number") {
    throw new DisclosureError("DISCLOSURE_KB_TIME_INVALID", "iat is missing");
  }
  if (now - iat > policy.maxAgeSeconds) {
    throw new DisclosureError("DISCLOSURE_KB_TOO_OLD", `${now - iat} seconds old`);
  }
}

/** @throws TypeError for a policy that would accept any audience, nonce or age. */
export function requireKeyBindingPolicy(policy: KeyBindingPolicy): void {
  if (policy?.mode === "forbidden") return;
  if (policy?.mode !== "required") throw new TypeError("keyBinding must be required or forbidden");
  const { audience, nonce, maxAgeSeconds: age } = policy;
  demand(typeof audience === "string" && audience !== "", "audience must be given");
  demand(typeof nonce === "string" && nonce !== "", "nonce must be given");
  demand(Number.isFinite(age) && age > 0, "maxAgeSeconds must be a number of seconds");
}

/** Compares two texts in time that does not depend on where they differ. */
function equalText(given: unknown, expected: string): boolean {
  return typeof given === "string" && equalBytes(encodeUtf8(given), encodeUtf8(expected));
}

const KB_TIME_CODES = {
  invalid: "DISCLOSURE_KB_TIME_INVALID",
  expired: "DISCLOSURE_KB_TOO_OLD",
  notYetValid: "DISCLOSURE_KB_IN_FUTURE",
  issuedInFuture: "DISCLOSURE_KB_IN_FUTURE",
} as const;
