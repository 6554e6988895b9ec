import { describe, expect, it } from "vitest";
import { createMemoryReplayStore, createReplayGuard, type ReplayStore } from "./replay-guard.ts";
import { replayStoreContract } from "./replay-store-contract.ts";

describe("createMemoryReplayStore", () => {
  it.each(Object.entries(replayStoreContract))("%s", (_, check) => {
    check(createMemoryReplayStore());
  });
});

describe("replayStoreContract", () => {
  const broken: Record<string, (store: ReplayStore) => ReplayStore> = {
    "that takes everything": (store) => ({ ...store, insert: () => "new" }),
    "that takes nothing": (store) => ({ ...store, insert: () => "seen-jti" }),
    "that never forgets": (store) => ({ ...store, prune: () => 0 }),
    "that mixes issuers up": (store) => ({
      ...store,
      insert: (entry) => store.insert({ ...entry, iss: "all" }),
    }),
    "that joins issuer and id": (store) => ({
      ...store,
      insert: (entry) => store.insert({ ...entry, iss: "", jti: entry.iss + entry.jti }),
    }),
    "that ignores digests": (store) => ({
      ...store,
      insert: (entry) => store.insert({ ...entry, digest: `${entry.iss} ${entry.jti}` }),
    }),
  };

  it.each(Object.entries(broken))("finds out a store %s", (_, breakIt) => {
    const failures = Object.values(replayStoreContract).filter((check) => {
      try {
        check(breakIt(createMemoryReplayStore()));
        return false;
      } catch {
        return true;
      }
    });
    expect(failures.length).toBeGreaterThan(0);
  });
});

describe("createReplayGuard", () => {
  const iss = "https://a.test";
  const exp = new Date("2026-11-25T10:00:00Z");

  it("lets a message in once", () => {
    const guard = createReplayGuard(createMemoryReplayStore(), { clock: clockAt(() => exp) });
    guard.admit({ iss, jti: "1", digest: "a", exp });
    for (const again of [
      { jti: "1", digest: "a" },
      { jti: "1", digest: "b" },
      { jti: "2", digest: "a" },
    ]) {
      expect(() => guard.admit({ iss, exp, ...again })).toThrow(code("TRUST_REPLAYED"));
    }
    guard.admit({ iss, jti: "2", digest: "b", exp });
  });

  it("keeps an id until a day after the deadline, and the digest for ever", () => {
    let now = exp;
    const store = createMemoryReplayStore();
    const guard = createReplayGuard(store, { clock: clockAt(() => now) });
    guard.admit({ iss, jti: "1", digest: "a", exp });

    now = new Date("2026-11-26T09:59:59Z");
    guard.admit({ iss, jti: "2", digest: "b", exp });
    expect(() => guard.admit({ iss, jti: "1", digest: "c", exp })).toThrow(code("TRUST_REPLAYED"));

    now = new Date("2026-11-26T11:00:00Z");
    guard.admit({ iss, jti: "3", digest: "d", exp: now });
    // The guard has pruned by itself: both ids are gone, so pruning again finds none.
    expect(store.prune(now)).toBe(0);
    guard.admit({ iss, jti: "1", digest: "c", exp });
    expect(() => guard.admit({ iss, jti: "4", digest: "a", exp })).toThrow(code("TRUST_REPLAYED"));
  });

  it("names neither id nor digest in the refusal", () => {
    const guard = createReplayGuard(createMemoryReplayStore(), { clock: clockAt(() => exp) });
    const arrival = { iss, jti: "id-of-message", digest: "digest-of-message", exp };
    guard.admit(arrival);
    expect(() => guard.admit(arrival)).toThrow(/^seen-jti of https:\/\/a\.test$/);
  });
});

function clockAt(now: () => Date) {
  return { now };
}

function code(expected: string): object {
  return expect.objectContaining({ code: expected });
}
