import { AgencyError } from "@safepassage/agency";
import { codeOf } from "./error-facts.ts";

/**
 * Gives whatever a store has thrown a code of ours. What the system or TLS says may be over by itself, such as a
 * certificate of the server that has expired, or too many open files; anything else is for a person.
 */
export function toStoreError(error: unknown): AgencyError {
  if (error instanceof AgencyError) return error;
  const { code, errcode } = (error ?? {}) as {
    readonly code?: unknown;
    readonly errcode?: unknown;
  };
  const isOfSystem = typeof code === "string" && errcode === undefined;
  const known = isOfSystem ? "GATEWAY_STORE_AWAY" : "GATEWAY_STORE_UNREADABLE";
  return new AgencyError(known, codeOf(error), { cause: error });
}
