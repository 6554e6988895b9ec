import { type Clock, toNumericDate } from "@safepassage/core";
import { TrustError } from "../trust-error.ts";

/** One message that was received. */
export interface ReplayEntry {
  /** Entity id of the issuer. */
  readonly iss: string;
  /** Id of the message, unique to its issuer. */
  readonly jti: string;
  /** SHA-256 of the signed message, base64url. */
  readonly digest: string;
  /** Until when the id is kept. The digest is kept for ever. */
  readonly keepUntil: Date;
}

/** Remembers what was received. A gateway keeps it in its database. */
export interface ReplayStore {
  /**
   * Stores an entry, unless its id or digest is there: then nothing is stored.
   *
   * Atomic: of two calls with the same id or digest at the same time, one is `"new"`.
   */
  insert(entry: ReplayEntry): "new" | "seen-jti" | "seen-digest";
  /** Forgets ids whose time is over at `now`; never a digest. Returns how many. */
  prune(now: Date): number;
}

/** A message that has arrived. */
export interface Arrival {
  readonly iss: string;
  readonly jti: string;
  readonly digest: string;
  /** The delivery deadline. */
  readonly exp: Date;
}

/** Lets each message in once. */
export interface ReplayGuard {
  /**
   * Remembers a message, or refuses it.
   *
   * Call it after every other check: a message that is refused for another reason must not use up
   * its id. It does not judge `exp`; the caller has refused a late delivery before.
   *
   * @throws {@link TrustError} `TRUST_REPLAYED`.
   */
  admit(arrival: Arrival): void;
}

/**
 * Makes a guard over a store.
 *
 * An id is kept until a day after the delivery deadline; from then on a copy is refused for being
 * late. The digest is kept for ever, so that an erased message is never let in again.
 */
export function createReplayGuard(
  store: ReplayStore,
  { clock }: { readonly clock: Clock },
): ReplayGuard {
  let pruned = toNumericDate(clock.now());
  return {
    admit({ iss, jti, digest, exp }) {
      const keepUntil = new Date(exp.getTime() + KEEP_AFTER);
      const seen = store.insert({ iss, jti, digest, keepUntil });
      if (seen !== "new") throw new TrustError("TRUST_REPLAYED", `${seen} of ${iss}`);
      const now = clock.now();
      if (toNumericDate(now) - pruned >= PRUNE_EVERY) {
        store.prune(now);
        pruned = toNumericDate(now);
      }
    },
  };
}

/** A {@link ReplayStore} that forgets everything when the process ends. For tests. */
export function createMemoryReplayStore(): ReplayStore {
  const ids = new Map<string, Date>();
  const digests = new Set<string>();
  return {
    insert({ iss, jti, digest, keepUntil }) {
      // JSON keeps the two apart, so that no two pairs look the same.
      const id = JSON.stringify([iss, jti]);
      if (ids.has(id)) return "seen-jti";
      if (digests.has(digest)) return "seen-digest";
      ids.set(id, keepUntil);
      digests.add(digest);
      return "new";
    },
    prune(now) {
      const over = [...ids].filter(([, keepUntil]) => keepUntil <= now);
      for (const [id] of over) ids.delete(id);
      return over.length;
    },
  };
}

/** Milliseconds. */
const KEEP_AFTER = 86_400_000;
/** Seconds. */
const PRUNE_EVERY = 3600;
