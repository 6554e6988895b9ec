import { expect, it } from "vitest";
import type { AgencyStore } from "../store/ports.ts";
import { openSqliteStore } from "../store/sqlite/store.ts";
import { createClockWatch } from "./clock-watch.ts";

it("keeps a doubt that arises while the time is noted", async () => {
  const now = new Date("2026-11-24T09:02:00Z");
  const store = openSqliteStore(":memory:");
  const watched = { clock: { now: () => now }, monotonic: () => 0, store, log: () => {} };
  const watch = createClockWatch(watched);
  expect(await watch.isPlausible()).toBe(true);
  // Maintenance notes the time, and a delivery has just seen it a year ahead.
  const ahead = new Date("2027-11-24T09:02:00Z");
  await Promise.all([watch.remember(), watch.isPlausible(ahead)]);
  expect(await watch.isPlausible()).toBe(false);
  expect(await createClockWatch(watched).isPlausible()).toBe(false);
  await store.close();
});

it("does not take a word that the store has not kept, with whose it is", async () => {
  let now = new Date("2026-11-24T09:02:00Z");
  const { store, watch } = openWatch(() => now);
  await watch.isPlausible();
  now = new Date("2027-11-24T09:02:00Z");
  expect(await watch.isPlausible()).toBe(false);
  const full = () => Promise.reject(new Error("the disk is full"));
  await expect(watch.confirm(now, full)).rejects.toThrow("full");
  expect(await watch.isPlausible()).toBe(false);
  await watch.confirm(now, ({ marks }) => marks.set("by", "somebody"));
  expect(await watch.isPlausible()).toBe(true);
  expect(await store.transaction(({ marks }) => marks.get("by"))).toBe("somebody");
  await store.close();
});

it("keeps a doubt that arises while a word is kept", async () => {
  const now = new Date("2026-11-24T09:02:00Z");
  const { store, watch } = openWatch(() => now);
  await watch.isPlausible();
  let found: Promise<boolean> | undefined;
  await watch.confirm(now, async () => {
    found = watch.isPlausible(new Date("2027-11-24T09:02:00Z"));
  });
  expect(await found).toBe(false);
  expect((await watch.view()).state).toBe("implausible");
  await store.close();
});

it("finds a jump again that a store could not keep, and tells it once it is kept", async () => {
  let now = new Date("2026-11-24T09:02:00Z");
  const held = openSqliteStore(":memory:");
  let isFull = false;
  const store: AgencyStore = {
    ...held,
    transaction: (work) =>
      isFull ? Promise.reject(new Error("the disk is full")) : held.transaction(work),
  };
  const told: string[] = [];
  const watched = { clock: { now: () => now }, monotonic: () => 0, store };
  const watch = createClockWatch({ ...watched, log: ({ event }) => void told.push(event) });
  expect(await watch.isPlausible()).toBe(true);
  // Days ahead, but fewer than a program may have been off.
  now = new Date("2026-11-29T09:02:00Z");
  isFull = true;
  await expect(watch.isPlausible()).rejects.toThrow("full");
  isFull = false;
  expect(await watch.isPlausible()).toBe(false);
  expect(told).toEqual(["clockImplausible"]);
  expect(
    await held.transaction(({ events }) => events.after("clockImplausible", 0, 2)),
  ).toHaveLength(1);
  // A start beside it is not the first that would notice.
  expect(await createClockWatch({ ...watched, log: () => {} }).isPlausible()).toBe(false);
  await held.close();
});

it("tells a jump while it was off once, however often a full disk keeps it from being kept", async () => {
  const held = openSqliteStore(":memory:");
  const at = (instant: string) => ({ clock: { now: () => new Date(instant) }, monotonic: () => 0 });
  const first = createClockWatch({ ...at("2026-11-24T09:02:00Z"), store: held, log: () => {} });
  await first.remember();
  let isFull = true;
  const store: AgencyStore = {
    ...held,
    transaction: (work) =>
      held.transaction(async (tx) => {
        const done = await work(tx);
        if (isFull && (await tx.events.after("clockImplausible", 0, 1)).length > 0) {
          throw new Error("the disk is full");
        }
        return done;
      }),
  };
  const told: string[] = [];
  const watch = createClockWatch({
    ...at("2026-12-24T09:02:00Z"),
    ...{ store, log: ({ event }) => void told.push(event) },
  });
  for (const _ of [1, 2, 3]) await watch.isPlausible().catch(() => {});
  expect(told).toEqual(["clockImplausible"]);
  isFull = false;
  expect(await watch.isPlausible()).toBe(false);
  expect(told).toEqual(["clockImplausible"]);
  expect(
    await held.transaction(({ events }) => events.after("clockImplausible", 0, 2)),
  ).toHaveLength(1);
  await held.close();
});

it("keeps a jump that is found while a word about the time is not kept", async () => {
  let now = new Date("2026-11-24T09:02:00Z");
  const held = openSqliteStore(":memory:");
  let isFull = false;
  let onFull = async (): Promise<unknown> => undefined;
  const store: AgencyStore = {
    ...held,
    async transaction(work) {
      if (!isFull) return held.transaction(work);
      await onFull();
      throw new Error("the disk is full");
    },
  };
  const watched = { clock: { now: () => now }, monotonic: () => 0, store, log: () => {} };
  const watch = createClockWatch(watched);
  expect(await watch.isPlausible()).toBe(true);
  isFull = true;
  onFull = () => {
    onFull = async () => undefined;
    now = new Date("2026-11-29T09:02:00Z");
    return expect(watch.isPlausible()).rejects.toThrow("full");
  };
  await expect(watch.confirm(now)).rejects.toThrow("full");
  isFull = false;
  expect(await watch.isPlausible()).toBe(false);
  expect(await createClockWatch(watched).isPlausible()).toBe(false);
  await held.close();
});

it("asks a store again that could not be read at the start", async () => {
  const held = openSqliteStore(":memory:");
  let isAway = true;
  const store: AgencyStore = {
    ...held,
    transaction: (work) =>
      isAway ? Promise.reject(new Error("the database is away")) : held.transaction(work),
  };
  const clock = { now: () => new Date("2026-11-24T09:02:00Z") };
  const watch = createClockWatch({ clock, monotonic: () => 0, store, log: () => {} });
  await expect(watch.view()).rejects.toThrow("away");
  isAway = false;
  expect(await watch.view()).toEqual({ state: "plausible" });
  await held.close();
});

/** A watch over a clock, with a store in memory. */
function openWatch(now: () => Date) {
  const store = openSqliteStore(":memory:");
  const watch = createClockWatch({ clock: { now }, monotonic: () => 0, store, log: () => {} });
  return { store, watch };
}
