import { describe, expect, it } from "vitest";
import type { AgencyStore, ReplayEntry, ReplayMemory } from "../ports.ts";
import { openSqliteStore } from "../sqlite/store.ts";
import { replayChecks } from "./replay.ts";

describe("replayChecks", () => {
  const broken: Record<string, (replay: ReplayMemory) => Partial<ReplayMemory>> = {
    "that takes everything": () => ({ insert: async () => "new" }),
    "that takes nothing": () => ({ insert: async () => "seen-jti" }),
    "that never forgets": () => ({ prune: async () => 0 }),
    "that mixes issuers up": inserting((entry) => ({ ...entry, iss: "all" })),
    "that joins issuer and id": inserting((entry) => ({
      ...entry,
      iss: "",
      jti: entry.iss + entry.jti,
    })),
    "that ignores digests": inserting((entry) => ({
      ...entry,
      digest: `${entry.iss} ${entry.jti}`,
    })),
  };

  it.each(Object.entries(broken))("find out a store %s", async (_, breakIt) => {
    const failed = await Promise.all(
      Object.values(replayChecks).map((check) =>
        check(withReplay(openSqliteStore(":memory:"), breakIt)).then(
          () => false,
          () => true,
        ),
      ),
    );
    expect(failed).toContain(true);
  });
});

function inserting(change: (entry: ReplayEntry) => ReplayEntry) {
  return ({ insert }: ReplayMemory): Partial<ReplayMemory> => ({
    insert: (entry) => insert(change(entry)),
  });
}

function withReplay(
  store: AgencyStore,
  change: (replay: ReplayMemory) => Partial<ReplayMemory>,
): AgencyStore {
  return {
    ...store,
    transaction: (work) =>
      store.transaction((tx) => work({ ...tx, replay: { ...tx.replay, ...change(tx.replay) } })),
  };
}
