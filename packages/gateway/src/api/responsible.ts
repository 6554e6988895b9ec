import { ApiError, type Draft } from "@safepassage/api";
import type { Caller } from "./caller.ts";

type Officer = NonNullable<Draft["officer"]>;

/**
 * The officer who is responsible for a request: whoever has signed in, or whom a system of the agency names.
 *
 * @throws ApiError `API_OFFICER_MISSING`, `API_OFFICER_OTHER`.
 */
export function responsible(caller: Caller, named: Officer | undefined): Officer {
  if (caller.kind !== "officer") {
    if (named === undefined)
      throw new ApiError("API_OFFICER_MISSING", "a system names the officer");
    return named;
  }
  const { id, assurance } = caller.officer;
  if (named !== undefined && named.id !== id) {
    throw new ApiError("API_OFFICER_OTHER", "another officer has signed in");
  }
  return { id, assurance };
}
