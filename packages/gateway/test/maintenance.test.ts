import type { Tx } from "@safepassage/agency";
import { describe, expect, it } from "vitest";
import { refer } from "./correcting.ts";
import { NGO_B } from "./federation.ts";
import { fillInbox } from "./filling.ts";
import { eventsOf, inside } from "./inside.ts";
import { createExchange, NOW, type TestExchange } from "./world.ts";

const COUNT = 200;
const LATER = "2026-11-24T09:05:00Z";

describe("what is overdue, while a gateway is maintained", () => {
  it.each(["answerOverdue", "mendOverdue", "retentionReviewOverdue"])(
    "is recorded in parts: %s",
    async (kind) => {
      const exchange = await createOverdue();
      const { gateway, store, log, call } = exchange.c;
      const commits = countCommits(exchange);
      const maintained = gateway.maintain();
      expect((await call("GET", "/v1/health")).status).toBe(200);
      expect((await eventsOf(store, kind)).length).toBeLessThan(COUNT / 2);
      await maintained;
      expect(await eventsOf(store, kind)).toHaveLength(COUNT);
      expect(log.filter(({ event }) => event === kind)).toHaveLength(COUNT);
      // A part is one transaction, and each of them reaches the disk.
      expect(commits()).toBeLessThan(25);
      await gateway.maintain();
      expect(await eventsOf(store, kind)).toHaveLength(COUNT);
    },
  );

  it("is told to the operator, alarms and that the rest waits, where the clock comes into doubt between two parts", async () => {
    const exchange = await createOverdue();
    const { gateway, store, log } = exchange.c;
    for (let i = 0; i < COUNT; i++) {
      await inside(store).events.add({
        kind: "quarantineAlarm",
        at: NOW,
        ref: `alarm ${i}`,
        country: "XC",
      });
    }
    const maintained = gateway.maintain();
    exchange.setTime("2028-01-01T00:00:00Z");
    await maintained;
    const told = (kind: string) => log.filter(({ event }) => event === kind).length;
    expect(told("maintained")).toBe(0);
    expect(told("maintenanceWaits")).toBe(1);
    expect(told("quarantineAlarm")).toBe(COUNT);
    expect(told("answerOverdue") + told("mendOverdue")).toBeLessThan(COUNT);
    await gateway.maintain();
    expect(told("quarantineAlarm")).toBe(COUNT);
  });
});

/** A gateway with requests that nobody has answered in time, and messages that nobody has mended. */
async function createOverdue(): Promise<TestExchange> {
  const exchange = createExchange({ options: { monotonic: () => 0 } });
  const { store } = exchange.c;
  const row = await inside(store).inbox.find(NGO_B, (await refer(exchange)).id);
  if (row === undefined) throw new TypeError("the message did not arrive");
  const by = "2026-11-24T09:04:00Z";
  await fillInbox(store, { ...row, clock: { from: NOW, by } }, COUNT);
  await fillInbox(store, { ...row, state: "quarantined", mendBy: by }, COUNT);
  await fillInbox(store, { ...row, reviewBy: "2026-11-23" }, COUNT);
  exchange.setTime(LATER);
  return exchange;
}

/** Counts from now on what is committed by itself. */
function countCommits({ c: { store } }: TestExchange): () => number {
  let count = 0;
  const { transaction } = store;
  Object.assign(store, {
    transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      count += 1;
      return transaction(work);
    },
  });
  return () => count;
}
