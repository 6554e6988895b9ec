import type { LogEvent } from "@safepassage/agency";
import { openSqliteStore } from "@safepassage/agency/node";
import { systemClock, toInstant } from "@safepassage/core";
import { until } from "@safepassage/testing/until";
import { expect, it, onTestFinished } from "vitest";
import type { Standing } from "../metrics/figures.ts";
import { createAlarms } from "./alarms.ts";
import type { Channel } from "./notice.ts";

const FULL = {
  ...{ at: new Date(), status: "notReady", reasons: [], isStoreFull: true, lowDisks: [] },
  ...{ registry: { state: "current" }, ends: [], agreements: [] },
} as unknown as Standing;

it("an alarm whose first attempt fails waits, and is told again after the pause and not with the next look", async () => {
  const store = openSqliteStore(":memory:");
  let attempts = 0;
  const channel: Channel = {
    name: "webhook",
    place: "/gateway/alarms/webhook",
    async send() {
      attempts++;
      if (attempts === 1) throw new Error("the receiver is away");
    },
  };
  const alarms = createAlarms(
    {
      ...{ self: "https://ngo-b.test", store, random: () => 1, clock: systemClock },
      // As in a gateway: the line of an alarm has it look again soon.
      log: (event: LogEvent) => alarms.hear(event),
      onError: (error) => {
        throw error;
      },
    },
    {
      ...{ channels: [channel], daysBefore: 14, standing: async () => FULL },
      pace: { lookMs: 600_000, gatherMs: 100, retryMs: 3000 },
    },
  );
  onTestFinished(async () => {
    await alarms.stop(1000);
    await store.close();
  });
  alarms.start();
  await until(() => attempts === 1);
  // The look that its own line has caused is over by then.
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect([attempts, alarms.stand()[0]?.waiting]).toEqual([1, 1]);
  await until(() => attempts === 2);
  await until(() => alarms.stand()[0]?.waiting === 0);
});

it("a way that does not answer is not a reason to look at the gateway again and again", async () => {
  const store = openSqliteStore(":memory:");
  let looks = 0;
  const standing = async () => {
    looks++;
    return FULL;
  };
  const hangs: Channel = {
    ...{ name: "mail", place: "/gateway/alarms/mail/to/0" },
    send: (_, signal) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  };
  const untold: LogEvent[] = [];
  const alarms = createAlarms(
    {
      ...{ self: "https://ngo-b.test", store, random: () => 1, clock: systemClock },
      log(event) {
        if (event.event === "alarmsUntold") untold.push(event);
        alarms.hear(event);
      },
      onError: () => {},
    },
    {
      ...{ channels: [hangs], daysBefore: 14, standing },
      pace: { lookMs: 60_000, gatherMs: 5, timeoutMs: 500, retryMs: 60_000 },
    },
  );
  onTestFinished(async () => {
    await alarms.stop(0);
    await store.close();
  });
  alarms.start();
  await until(() => untold.length > 0);
  // At the start, and for the alarm that it has found then.
  expect(looks).toBeLessThanOrEqual(2);
});

it("an alarm that comes while a slow way takes another is told once that is done, and not with the next look", async () => {
  const store = openSqliteStore(":memory:");
  const told: string[][] = [];
  let goOn = (): void => {};
  const slow: Channel = {
    ...{ name: "mail", place: "/gateway/alarms/mail/to/0" },
    async send({ alarms }) {
      told.push(alarms.map(({ event }) => event));
      if (told.length === 1)
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
    },
  };
  let looks = 0;
  const standing = async () => {
    looks++;
    return FULL;
  };
  const own = { self: "https://ngo-b.test", store, random: () => 1, clock: systemClock };
  const alarms = createAlarms(
    {
      ...own,
      log: (event) => alarms.hear(event),
      onError: (error) => {
        throw error;
      },
    },
    { channels: [slow], daysBefore: 14, standing, pace: { lookMs: 600_000, gatherMs: 5 } },
  );
  onTestFinished(async () => {
    await alarms.stop(1000);
    await store.close();
  });
  alarms.start();
  await until(() => told.length === 1);
  await store.transaction(({ events }) =>
    events.add({ kind: "emergencyRefused", at: toInstant(new Date()), code: "MESSAGE_EXPIRED" }),
  );
  const before = looks;
  alarms.hear({ event: "emergencyRefused", code: "MESSAGE_EXPIRED" });
  await until(() => looks > before);
  goOn();
  await until(() => told.length === 2);
  expect(told).toEqual([["storeFull"], ["emergencyRefused"]]);
});
