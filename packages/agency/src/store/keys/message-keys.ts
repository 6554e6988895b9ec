import type { CommitCount } from "./commit-count.ts";

/**
 * The keys of messages, each wrapped by a key-encryption key, kept outside of the database: without its key no copy of
 * a message's content can be read, wherever it lies.
 */
export interface MessageKeys {
  /** Names this set of keys: a database remembers which set its contents are encrypted with. `undefined`: none yet. */
  readonly id: string | undefined;
  /** Whether it holds the key of any message. */
  readonly isUsed: boolean;
  /** Begins a new set, if there is none, and names it. */
  begin(): string;
  /** Reads the key of a message, 32 octets; `undefined` if there is none, or it is destroyed. */
  find(digest: string): Uint8Array | undefined;
  /** Stores keys. They are durable when it returns. */
  add(keys: ReadonlyMap<string, Uint8Array>): void;
  /**
   * Destroys keys and overwrites what they took. Durable when it returns; a second call does nothing. While somebody
   * copies the keys, a log still holds them until {@link clean} is called.
   *
   * @param seen - What {@link seen} is from now on.
   */
  destroy(digests: readonly string[], seen?: string): void;
  /**
   * How far in which journal all keys are destroyed here. A file that somebody has put back knows an earlier place, and holds keys
   * once more that were destroyed. `undefined`: it never said.
   */
  readonly seen: string | undefined;
  /** Removes the last copies of destroyed keys from the files. */
  clean(): void;
  /**
   * Whether there is no room for keys. After a failure it tries to write.
   *
   * @throws AgencyError `GATEWAY_STORE_*` for what else stands in the way.
   */
  isFull(): boolean;
  close(): void;
}

/**
 * Wraps the keys of messages. It is opened once: a device or a service that holds the key takes part then, or each
 * time.
 */
export interface KeyEncryptionKey {
  /** Names the key without telling it. */
  readonly id: string;
  /** Wraps 32 octets. */
  wrap(key: Uint8Array): Uint8Array;
  /** @throws AgencyError `GATEWAY_KEYS_DIFFER` for what another key has wrapped. */
  unwrap(wrapped: Uint8Array): Uint8Array;
}

/** What was erased, outside of database and keys: after a restore it is erased again. Digests and times only. */
export interface ErasureJournal {
  /** Names the journal: places of one mean nothing in another. */
  readonly id: string;
  /** How many entries there are. */
  readonly length: number;
  /** At most `limit` entries from a place on, oldest first. */
  since(position: number, limit: number): readonly ErasureEntry[];
  /** Adds entries. They are durable when it returns. */
  add(entries: readonly ErasureEntry[]): void;
  /**
   * Checks that nobody has moved its file, or written an earlier one over it: what that lacks would be erased no more.
   *
   * @throws AgencyError `GATEWAY_STORE_UNREADABLE` until what belongs there is there again.
   */
  requireKept(): void;
  close(): void;
}

export interface ErasureEntry {
  /** Digest of the message. */
  readonly digest: string;
  /** When its content was erased. Instant. */
  readonly at: string;
}

/** What stands between a database and the contents in it. */
export interface StoreKeys {
  readonly keys: MessageKeys;
  readonly journal: ErasureJournal;
  readonly commits: CommitCount;
  /** Where they lie. Left out: on no disk. */
  readonly folder?: string;
  /** Closes all, and lets another program have them. */
  close(): void;
}

/** {@link StoreKeys} that are gone when the process ends. For tests, and for databases in memory. */
export function createMemoryStoreKeys(): StoreKeys {
  const kept = new Map<string, Uint8Array>();
  const entries: ErasureEntry[] = [];
  let known = 0;
  let drawn = 0;
  let settled: string | undefined;
  return {
    keys: {
      id: "memory",
      get isUsed() {
        return kept.size > 0;
      },
      begin: () => "memory",
      find: (digest) => kept.get(digest),
      add(keys) {
        for (const [digest, key] of keys) kept.set(digest, key);
      },
      destroy(digests, seen) {
        for (const digest of digests) kept.delete(digest);
        settled = seen ?? settled;
      },
      get seen() {
        return settled;
      },
      clean() {},
      isFull: () => false,
      close() {},
    },
    journal: {
      id: "memory",
      get length() {
        return entries.length;
      },
      since: (position, limit) => entries.slice(position, position + limit),
      add(more) {
        entries.push(...more);
      },
      requireKept() {},
      close() {},
    },
    commits: {
      get known() {
        return known;
      },
      note(count) {
        known = count;
      },
      draw(kept) {
        drawn = Math.max(drawn, known + 1, kept) + 1;
        return drawn;
      },
      keep() {},
      close() {},
    },
    close() {},
  };
}
