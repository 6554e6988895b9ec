import { AgencyError, createMemoryEpochStore, type EpochStore } from "@safepassage/agency";
import { expect, it } from "vitest";
import { refer } from "./correcting.ts";
import { eventsOf, inside } from "./inside.ts";
import { withdraw } from "./withdrawing.ts";
import { createExchange } from "./world.ts";

it("erases what is due and tells alarms, though no new encryption key can be stored", async () => {
  const kept = createMemoryEpochStore();
  let isFull = false;
  const epochs: EpochStore = {
    load: kept.load,
    save(next) {
      if (isFull) throw new AgencyError("GATEWAY_STORE_FULL", "keys/epochs.json");
      kept.save(next);
    },
  };
  const exchange = createExchange({ own: { "NGO-B": { epochs } } });
  const { b, setTime } = exchange;
  const sent = await refer(exchange);
  await withdraw(exchange, sent);
  exchange.intercept(() => Promise.reject(new TypeError("away")));
  await exchange.settle().catch(() => {});
  isFull = true;
  setTime("2026-12-01T09:02:00Z");
  // The failure is told, and keeps nothing else back.
  await expect(b.gateway.maintain()).rejects.toMatchObject({ code: "GATEWAY_STORE_FULL" });
  expect(await eventsOf(b.store, "certificateOverdue")).toMatchObject([{ ref: sent.digest }]);
  expect((await inside(b.store).outbox.find(sent.id))?.content).toBeUndefined();
  expect(b.log.map(({ event }) => event)).toContain("certificateOverdue");
});
