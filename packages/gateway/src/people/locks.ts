import { type AgencyContext, createOfficerRef, readOfficerRef, type Tx } from "@safepassage/agency";
import { toInstant } from "@safepassage/core";
import { createOfficerNames } from "./officer-name.ts";

/** Officers who are locked out of a gateway, whatever tokens they have. */
export interface Locks {
  /** Locks an officer out at once. Returns whether that one was not locked out yet. */
  lock(tx: Tx, id: string): Promise<boolean>;
  /** Lets an officer in again. Returns whether one was locked out. */
  unlock(tx: Tx, id: string): Promise<boolean>;
  /** Who is locked out, the last first. */
  list(): Promise<readonly { readonly officer: string; readonly at: string }[]>;
}

export function createLocks({
  store,
  clock,
  officerKey,
}: Pick<AgencyContext, "store" | "clock" | "officerKey">): Locks {
  const nameOf = createOfficerNames(officerKey);
  return {
    async lock({ people }, id) {
      const name = nameOf(id);
      if (await people.isLocked(name)) return false;
      await people.lock(name, createOfficerRef(id, officerKey), toInstant(clock.now()));
      return true;
    },
    unlock: ({ people }, id) => people.unlock(nameOf(id)),
    async list() {
      const rows = await store.transaction(({ people }) => people.locked(MOST));
      return rows.map(({ officer, at }) => ({ officer: readOfficerRef(officer, officerKey), at }));
    },
  };
}

const MOST = 1000;
