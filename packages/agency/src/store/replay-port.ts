/** One message that was received. */
export interface ReplayEntry {
  /** Entity id of the sender. */
  readonly iss: string;
  /** Id of the message, unique to its sender. */
  readonly jti: string;
  /** SHA-256 of the signed message, base64url. */
  readonly digest: string;
  /** The id is kept until then; the digest for ever. */
  readonly keepUntil: Date;
}

/** The memory of received messages, against replays. */
export interface ReplayMemory {
  /** Whether the id or the digest of a message is known. */
  has(ids: Pick<ReplayEntry, "iss" | "jti" | "digest">): Promise<boolean>;
  /** Whether a message was judged before, under whatever seal it came, be it erased or forgotten meanwhile. */
  hasDigest(digest: string): Promise<boolean>;
  /**
   * Stores an entry, unless its id or digest is there: then nothing is stored.
   *
   * Atomic: of two calls with the same id or digest at the same time, one is `"new"`.
   */
  insert(entry: ReplayEntry): Promise<"new" | "seen-jti" | "seen-digest">;
  /** Forgets ids that are kept no longer than `now`; never a digest. Returns how many. */
  prune(now: Date): Promise<number>;
}
