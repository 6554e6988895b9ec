import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { AgencyError } from "../../setting/agency-error.ts";
import { inside } from "../contract/inside.ts";
import { incoming } from "../contract/rows.ts";
import { createMemoryStoreKeys } from "../keys/message-keys.ts";
import { openSqliteStore } from "./store.ts";

it("a store with an erasure that cannot be journalled is opened and read, and settles it once there is room", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sp-unsettled-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const keys = createMemoryStoreKeys();
  let isBroken = true;
  const journal = Object.create(keys.journal, {
    add: {
      value(entries: Parameters<typeof keys.journal.add>[0]) {
        if (isBroken) throw new AgencyError("GATEWAY_STORE_FULL", "erasures.log");
        keys.journal.add(entries);
      },
    },
  });
  const open = () => openSqliteStore(join(folder, "agency.db"), () => ({ ...keys, journal }));
  const row = incoming("1");
  const first = open();
  await inside(first).inbox.add(row);
  await inside(first).inbox.erase(row.digest, "2026-11-24T09:02:00Z");
  await expect(first.scrub()).rejects.toMatchObject({ code: "GATEWAY_STORE_FULL" });
  await first.close();

  const store = open();
  await store.ready?.();
  expect((await inside(store).inbox.findByDigest(row.digest))?.erasedAt).toBeDefined();
  expect(await store.isFull?.()).toBe("keys");
  isBroken = false;
  expect(await store.isFull?.()).toBe(false);
  expect([journal.length, keys.keys.find(row.digest)]).toEqual([1, undefined]);
  await store.close();
});

it("a store whose keys cannot be destroyed journals an erasure once, however often it is tried", async () => {
  const keys = createMemoryStoreKeys();
  let isBroken = true;
  const destroyed = Object.create(keys.keys, {
    destroy: {
      value(...given: Parameters<typeof keys.keys.destroy>) {
        if (isBroken) throw new AgencyError("GATEWAY_STORE_UNREADABLE", "message-keys.db");
        keys.keys.destroy(...given);
      },
    },
  });
  const store = openSqliteStore(":memory:", () => ({ ...keys, keys: destroyed }));
  const row = incoming("1");
  await inside(store).inbox.add(row);
  await inside(store).inbox.erase(row.digest, "2026-11-24T09:02:00Z");
  const unreadable = { code: "GATEWAY_STORE_UNREADABLE" };
  await expect(store.scrub()).rejects.toMatchObject(unreadable);
  // A monitor asks every few seconds.
  for (const _ of [1, 2, 3]) await expect(store.isFull?.()).rejects.toMatchObject(unreadable);
  expect(keys.journal.length).toBe(1);
  isBroken = false;
  await store.scrub();
  expect([keys.journal.length, keys.keys.find(row.digest)]).toEqual([1, undefined]);
  await store.close();
});
