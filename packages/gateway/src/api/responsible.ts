import { ApiError, type Draft } from "@safepassage/api";
import type { Caller } from "./caller.ts";
import type { ApiContext } from "./handler.ts";

type Officer = NonNullable<Draft["officer"]>;

/**
 * The officer who is responsible for a request: whoever has signed in, or whom a system of the agency names.
 *
 * @throws ApiError `API_OFFICER_MISSING`, `API_OFFICER_OTHER`, `API_OFFICER_LOCKED`.
 */
export async function responsible(
  context: Pick<ApiContext, "store" | "officerName">,
  caller: Caller,
  named: Officer | undefined,
): Promise<Officer> {
  if (caller.kind !== "officer") {
    if (named === undefined)
      throw new ApiError("API_OFFICER_MISSING", "a system names the officer");
    await requireUnlocked(context, named.id);
    return named;
  }
  const { id, assurance } = caller.officer;
  if (named !== undefined && named.id !== id) {
    throw new ApiError("API_OFFICER_OTHER", "another officer has signed in");
  }
  return { id, assurance };
}

/** Refuses whoever is locked out, also where a system acts for that one. @throws ApiError `API_OFFICER_LOCKED`. */
export async function requireUnlocked(
  { store, officerName }: Pick<ApiContext, "store" | "officerName">,
  officer: string,
): Promise<void> {
  const isLocked = await store.transaction(({ people }) => people.isLocked(officerName(officer)));
  if (isLocked) throw new ApiError("API_OFFICER_LOCKED", "the officer is locked out");
}
