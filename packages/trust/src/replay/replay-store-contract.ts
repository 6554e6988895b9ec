import type { ReplayEntry, ReplayStore } from "./replay-guard.ts";

/**
 * What every {@link ReplayStore} must do, as checks for any test runner. Each takes a fresh store,
 * and throws if the store fails.
 */
export const replayStoreContract: Readonly<Record<string, (store: ReplayStore) => void>> = {
  "takes an entry once"(store) {
    expectResult(store.insert(entry()), "new");
    expectResult(store.insert(entry()), "seen-jti");
  },

  "knows an id again under another digest"(store) {
    store.insert(entry());
    expectResult(store.insert(entry({ digest: "other" })), "seen-jti");
  },

  "knows a digest again under another id or issuer"(store) {
    store.insert(entry());
    expectResult(store.insert(entry({ jti: "other" })), "seen-digest");
    expectResult(store.insert(entry({ iss: "https://other.test" })), "seen-digest");
  },

  "keeps the ids of two issuers apart"(store) {
    store.insert(entry());
    expectResult(store.insert(entry({ iss: "https://other.test", digest: "other" })), "new");
  },

  "does not mistake one pair of issuer and id for another"(store) {
    store.insert(entry({ iss: "https://a.test", jti: "/b c", digest: "1" }));
    expectResult(store.insert(entry({ iss: "https://a.test/b", jti: " c", digest: "2" })), "new");
    expectResult(store.insert(entry({ iss: "https://a.test/b ", jti: "c", digest: "3" })), "new");
  },

  "stores nothing of an entry it refuses"(store) {
    store.insert(entry());
    store.insert(entry({ digest: "second" }));
    store.insert(entry({ jti: "third" }));
    expectResult(store.insert(entry({ jti: "fourth", digest: "second" })), "new");
    expectResult(store.insert(entry({ jti: "third", digest: "fifth" })), "new");
  },

  "forgets ids when their time is over, and not before"(store) {
    store.insert(entry());
    expectResult(store.prune(new Date(KEEP_UNTIL.getTime() - 1)), 0);
    expectResult(store.insert(entry({ digest: "other" })), "seen-jti");
    expectResult(store.prune(KEEP_UNTIL), 1);
    expectResult(store.prune(KEEP_UNTIL), 0);
    expectResult(store.insert(entry({ digest: "other" })), "new");
  },

  "never forgets a digest"(store) {
    store.insert(entry());
    store.prune(new Date("9999-01-01T00:00:00Z"));
    expectResult(store.insert(entry()), "seen-digest");
  },
};

const KEEP_UNTIL = new Date("2026-11-26T10:00:00Z");

function entry(changed: Partial<ReplayEntry> = {}): ReplayEntry {
  const base = { iss: "https://a.test", jti: "id", digest: "digest", keepUntil: KEEP_UNTIL };
  return { ...base, ...changed };
}

function expectResult(actual: string | number, expected: string | number): void {
  if (actual !== expected) throw new Error(`expected ${expected}, not ${actual}`);
}
