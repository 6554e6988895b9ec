import type { JsonObject } from "@safepassage/core";
import { claimsToClear, type DraftClear } from "@safepassage/schema";
import { MessageError } from "./message-error.ts";

/** What the payload of an issuer-signed JWT says in clear. */
export interface ClearPayload {
  readonly clear: DraftClear;
  /** Digests of private and body, sorted. */
  readonly hidden: readonly string[];
}

/**
 * Reads the payload of an issuer-signed JWT: exactly the claims in clear, and two digests.
 *
 * @throws {@link MessageError} `MESSAGE_CLAIMS_INVALID`.
 */
export function readClearPayload(payload: JsonObject): ClearPayload {
  const { _sd: hidden, _sd_alg: algorithm, ...claims } = payload;
  if (algorithm !== "sha-256" || !isTwoTexts(hidden)) {
    throw new MessageError("MESSAGE_CLAIMS_INVALID", "not exactly two digests of SHA-256");
  }
  try {
    return { clear: claimsToClear(claims), hidden };
  } catch (cause) {
    throw new MessageError("MESSAGE_CLAIMS_INVALID", "the claims in clear are not as specified", {
      cause,
    });
  }
}

const isTwoTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === "string");
