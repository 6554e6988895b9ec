import type { AgencyStore, LogEvent } from "@safepassage/agency";
import { openSqliteStore } from "@safepassage/agency/node";
import { expect, it, onTestFinished } from "vitest";
import { createCourier } from "./courier.ts";
import type { Notice } from "./notice.ts";

const AT = "2026-11-24T09:02:00Z";

it("an alarm is told that is recorded in a database which was put back while the gateway runs", async () => {
  const [first, putBack] = [openSqliteStore(":memory:"), openSqliteStore(":memory:")];
  onTestFinished(async () => {
    for (const store of [first, putBack]) await store.close();
  });
  // As a server that has failed over to a copy that lags behind.
  let behind: AgencyStore = first;
  const store: AgencyStore = { ...first, transaction: (work) => behind.transaction(work) };
  const told: Notice[] = [];
  const lines: LogEvent[] = [];
  const courier = createCourier(
    {
      ...{ self: "https://ngo-b.test", store, random: () => 0 },
      ...{ log: (event) => void lines.push(event), onError: () => {} },
    },
    {
      ...{ name: "webhook", place: "/gateway/alarms/webhook" },
      send: async (notice) => void told.push(notice),
    },
    { now: () => Date.parse(AT), onOutcome: () => {} },
  );
  const record = (ref: string) =>
    behind.transaction(({ events }) => events.add({ kind: "emergencyArrived", at: AT, ref }));
  const refs = () => told.splice(0).flatMap(({ alarms }) => alarms.map(({ ref }) => ref));
  await courier.round([]);
  for (const ref of ["one", "two"]) await record(ref);
  await courier.round([]);
  expect(refs()).toEqual(["one", "two"]);
  behind = putBack;
  await record("three");
  await courier.round([]);
  expect(refs()).toEqual(["three"]);
  await courier.round([]);
  expect(refs()).toEqual([]);
  expect(lines.map(({ event }) => event)).toEqual(["alarmsTold", "alarmsTold"]);
});
