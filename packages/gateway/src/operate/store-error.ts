import { AgencyError } from "@safepassage/agency";
import { errorCode } from "@safepassage/core";

/**
 * Gives whatever a store has thrown a code of ours. What the system or TLS says may be over by itself, such as a
 * certificate of the server that has expired, or too many open files; anything else is for a person, such as a statement that
 * the server did not understand.
 */
export function toStoreError(error: unknown): AgencyError {
  if (error instanceof AgencyError) return error;
  const { code, errcode } = (error ?? {}) as {
    readonly code?: unknown;
    readonly errcode?: unknown;
  };
  const isOfSystem = typeof code === "string" && errcode === undefined && !SQLSTATE.test(code);
  const known = isOfSystem ? "GATEWAY_STORE_AWAY" : "GATEWAY_STORE_UNREADABLE";
  return new AgencyError(known, errorCode(error), { cause: error });
}

/** The code of a failure in a statement (PostgreSQL manual, appendix A). Those that may be over by themselves have a code of ours. */
const SQLSTATE = /^(?:[0-9][0-9A-Z]|F0|HV|P0|XX)[0-9A-Z]{3}$/;
