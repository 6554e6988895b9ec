import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DecodedMessage } from "@safepassage/schema";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Room } from "../../setting/disk-room.ts";
import { inside } from "../contract/inside.ts";
import { incoming, refusal } from "../contract/rows.ts";
import { openKeyFolder } from "../keys/key-folder.ts";
import type { NewInboxRow, RefusalRow } from "../rows.ts";
import { openSqliteStore } from "../sqlite/store.ts";
import { openStoreRoom } from "./store-room.ts";

const AMPLE: Room = { free: 2 ** 39, all: 2 ** 40 };
const LITTLE: Room = { free: 2 ** 24 - 1, all: 2 ** 40 };
const AT = "2026-11-24T09:02:00Z";

/** A message received, of a type. */
function taken(id: string, type: string): NewInboxRow {
  const row = incoming(id);
  const clear = { "env.messageType": type };
  const message = { clear, private: {}, body: {} } as unknown as DecodedMessage;
  return { ...row, content: { ...row.content, message } };
}
const refused = (id: string): RefusalRow => ({
  ...refusal(id),
  digest: `digest-${id}`,
  sender: "known",
});
const referral = (id: string): NewInboxRow => taken(id, "referral");

/** A store whose disks have the room that is said. */
function openStore() {
  const root = mkdtempSync(join(tmpdir(), "sp-room-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const rooms: Record<"keys" | "state", Room | undefined> = { keys: AMPLE, state: AMPLE };
  const keys = join(root, "keys");
  const store = openSqliteStore(
    join(root, "agency.db"),
    () => openKeyFolder(keys),
    undefined,
    (folder) => (folder === keys ? rooms.keys : rooms.state),
  );
  onTestFinished(() => store.close());
  return { store, rooms };
}

describe.each([
  ["state", true],
  ["keys", "keys"],
] as const)("a store with little room on the disk of its %s", (disk, full) => {
  it("takes no content, erases what is there, and is full until there is more", async () => {
    const { store, rooms } = openStore();
    const { inbox } = inside(store);
    const [here, next] = [referral("1"), referral("2")];
    await inbox.add(here);
    expect(await store.isFull?.()).toBe(false);

    rooms[disk] = LITTLE;
    expect(await store.isFull?.()).toBe(full);
    await expect(inbox.add(next)).rejects.toMatchObject({
      code: "GATEWAY_STORE_FULL",
      message: expect.stringContaining("kept for erasing"),
    });
    await inbox.erase(here.digest, AT);
    await store.scrub();
    const erased = await inbox.findByDigest(here.digest);
    expect([erased?.content, erased?.erasedAt]).toEqual([undefined, AT]);
    expect(await inside(store).erasures.isPending(here.digest)).toBe(false);

    // The next try finds the room by itself.
    rooms[disk] = { free: 2 ** 24, all: 2 ** 40 };
    await inbox.add(next);
    expect(await store.isFull?.()).toBe(false);
    expect((await inbox.findByDigest(next.digest))?.content).toBeDefined();
  });

  it("takes what warns of danger while half of the kept room is left, and what has something erased to the end", async () => {
    const { store, rooms } = openStore();
    const { inbox } = inside(store);
    rooms[disk] = LITTLE;
    expect(await store.isFull?.()).toBe(full);
    await inbox.add(taken("1", "breachNotice"));
    await inbox.add(taken("2", "consentWithdrawal"));
    rooms[disk] = { free: 2 ** 23 - 1, all: 2 ** 40 };
    await expect(inbox.add(taken("3", "breachNotice"))).rejects.toMatchObject({
      code: "GATEWAY_STORE_FULL",
    });
    await inbox.add(taken("4", "consentWithdrawal"));
    const held = await Promise.all(["1", "2", "3", "4"].map((id) => inbox.find("sender", id)));
    expect(held.map((row) => row?.content !== undefined)).toEqual([true, true, false, true]);
  });

  it("keeps refusals as it keeps contents", async () => {
    const { store, rooms } = openStore();
    const { inbox } = inside(store);
    rooms[disk] = LITTLE;
    expect(await store.isFull?.()).toBe(full);
    await expect(inbox.addRefusal(refused("1"), 9)).rejects.toMatchObject({
      code: "GATEWAY_STORE_FULL",
    });
    await inbox.addRefusal(refused("2"), 9, "danger");
    rooms[disk] = { free: 2 ** 23 - 1, all: 2 ** 40 };
    await expect(inbox.addRefusal(refused("3"), 9, "danger")).rejects.toMatchObject({
      code: "GATEWAY_STORE_FULL",
    });
    const kept = await Promise.all(["1", "2", "3"].map((id) => inbox.wasRefused(`digest-${id}`)));
    expect(kept).toEqual([false, true, false]);
  });

  it("finds out by itself, before much more is stored", async () => {
    const { store, rooms } = openStore();
    const { inbox } = inside(store);
    rooms[disk] = LITTLE;
    const large = (id: string): NewInboxRow => {
      const row = referral(id);
      return { ...row, content: { ...row.content, sdJwt: "x".repeat(40_000) } };
    };
    await inbox.add(large("1"));
    await expect(inbox.add(large("2"))).rejects.toMatchObject({ code: "GATEWAY_STORE_FULL" });
    rooms[disk] = AMPLE;
    await inbox.add(large("2"));
  });

  it("fails no erasure for a message that comes in the same transaction", async () => {
    const { store, rooms } = openStore();
    const { inbox } = inside(store);
    const [here, next] = [referral("1"), referral("2")];
    await inbox.add(here);
    rooms[disk] = LITTLE;
    expect(await store.isFull?.()).toBe(full);
    const ends = await Promise.allSettled([inbox.add(next), inbox.erase(here.digest, AT)]);
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect((await inbox.findByDigest(here.digest))?.erasedAt).toBe(AT);
  });
});

describe("the room that is kept for erasing", () => {
  it.each([
    ["16 MiB of a large disk", { free: 2 ** 24, all: 2 ** 40 }, false],
    ["less of a large disk", { free: 2 ** 24 - 1, all: 2 ** 40 }, true],
    ["a fortieth part of a small disk", { free: 25, all: 1000 }, false],
    ["less of a small disk", { free: 24, all: 1000 }, true],
    ["of a disk that says nothing", undefined, false],
  ])("is %s", (_, room, isFull) => {
    const kept = openStoreRoom({ keys: undefined, database: "state" }, () => room);
    expect(kept.fullOf()).toBe(isFull);
  });

  it("is on no disk of a server, nor of a store in memory", () => {
    expect(openStoreRoom({ keys: undefined, database: undefined }, () => LITTLE).fullOf()).toBe(
      false,
    );
  });
});
