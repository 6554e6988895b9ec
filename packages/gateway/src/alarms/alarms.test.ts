import type { LogEvent } from "@safepassage/agency";
import { openSqliteStore } from "@safepassage/agency/node";
import { systemClock } from "@safepassage/core";
import { until } from "@safepassage/testing/until";
import { expect, it, onTestFinished } from "vitest";
import type { Standing } from "../metrics/figures.ts";
import { createAlarms } from "./alarms.ts";
import type { Channel } from "./notice.ts";

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
  const standing = {
    ...{ at: new Date(), status: "notReady", reasons: [], isStoreFull: true, lowDisks: [] },
    ...{ registry: { state: "current" }, ends: [], agreements: [] },
  } as unknown as Standing;
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
      ...{ channels: [channel], daysBefore: 14, standing: async () => standing },
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
