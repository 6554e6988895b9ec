import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cut, EVENT, newDatabase, type Place, query } from "../../../test/database-place.ts";
import { agencyStoreContract } from "../../contract.ts";
import { inside } from "../contract/inside.ts";
import { createMemoryStoreKeys } from "../keys/message-keys.ts";
import type { AgencyStore } from "../ports.ts";
import { openPostgresStore } from "./store.ts";

describe("openPostgresStore", () => {
  describe("passes the contract", () => {
    let place: Place;
    let store: AgencyStore;
    beforeAll(async () => {
      place = await newDatabase();
      store = await openPostgresStore(place, createMemoryStoreKeys);
    });
    afterAll(() => store.close());
    const checks = Object.entries(agencyStoreContract).flatMap(([port, suite]) =>
      Object.entries(suite).map(([name, check]) => [port, name, check] as const),
    );
    it.each(checks)("%s: %s", async (_port, _name, check) => {
      await query(place, EMPTY);
      await check(store);
    });
  });

  it("reads what another process wrote", async () => {
    const place = await newDatabase();
    const first = await openPostgresStore(place, createMemoryStoreKeys);
    await inside(first).events.add(EVENT);
    await first.close();
    const second = await openPostgresStore(place, createMemoryStoreKeys);
    expect(await inside(second).events.after("k", 0, 9)).toHaveLength(1);
    await second.close();
  });

  it("lets one program at a time use a database, and the next one once it has ended", async () => {
    const place = await newDatabase();
    const first = await openPostgresStore(place, createMemoryStoreKeys);
    await expect(openPostgresStore(place, createMemoryStoreKeys)).rejects.toMatchObject({
      code: "GATEWAY_STORE_IN_USE",
    });
    await inside(first).events.add(EVENT);
    await first.close();
    await (await openPostgresStore(place, createMemoryStoreKeys)).close();
  });

  it("writes nothing any more once another program has the lock", async () => {
    const place = await newDatabase();
    const first = await openPostgresStore(place, createMemoryStoreKeys);
    let second: AgencyStore | undefined;
    const late = first.transaction(async ({ events }) => {
      await events.add(EVENT);
      await cut(place);
      second = await openPostgresStore(place, createMemoryStoreKeys);
      await events.add(EVENT);
    });
    await expect(late).rejects.toMatchObject({ code: "GATEWAY_STORE_AWAY" });
    await expect(inside(first).events.add(EVENT)).rejects.toMatchObject({
      code: "GATEWAY_STORE_IN_USE",
    });
    expect(second && (await inside(second).events.after("k", 0, 9))).toEqual([]);
    await Promise.all([first.close(), second?.close()]);
  });

  it("leaves no connection behind where it is closed while it connects anew", async () => {
    const place = await newDatabase();
    let connections = 0;
    let closing: Promise<void> | undefined;
    const store = await openPostgresStore(() => {
      connections += 1;
      // Asked at the start, and before each connection.
      if (connections > 2) closing = store.close();
      return place;
    }, createMemoryStoreKeys);
    await cut(place);
    await expect
      .poll(async () => {
        await inside(store)
          .events.add(EVENT)
          .catch(() => {});
        return closing !== undefined;
      })
      .toBe(true);
    await closing;
    // Another program can work with the database.
    await (await openPostgresStore(place, createMemoryStoreKeys)).close();
  });
});

/** Faster than TRUNCATE, which makes new files. */
const EMPTY = [
  ...["outbox", "inbox", "refusal", "replay_id", "replay_digest", "history", "history_key"],
  ...["mention", "held_key", "reply", "event", "erasing"],
  ...["draft", "change", "locked_officer", "used_proof"],
  // By these the store knows its database again.
  "mark where name not in ('commits', 'journal', 'keys')",
]
  .map((table) => `delete from ${table}`)
  .join("; ");
