import type { MailConfig } from "@safepassage/agency";
import { openSqliteStore } from "@safepassage/agency/node";
import { expect, it, onTestFinished } from "vitest";
import { type Condition, createConditions } from "./conditions.ts";
import { createCourier } from "./courier.ts";
import { connectionTo, createMailChannels } from "./mail.ts";
import type { Channel, Notice } from "./notice.ts";

const DAY_MS = 86_400_000;
const BEGUN = Date.parse("2026-11-24T09:02:00Z");

it("a reminder of what lasts is another alarm than yesterday's, and the same over each way and each time it is tried", async () => {
  const store = openSqliteStore(":memory:");
  onTestFinished(() => store.close());
  const full: Condition = { key: "storeFull", event: { event: "storeFull" }, since: BEGUN };
  let time = BEGUN;
  const told: Record<string, Notice[]> = { mail: [], webhook: [] };
  let failures = 0;
  const open = (name: "mail" | "webhook") => {
    const channel: Channel = {
      ...{ name, place: "/gateway/alarms" },
      async send(notice) {
        told[name]?.push(notice);
        if (name === "mail" && failures-- > 0) throw new Error("it hangs up after the mail");
      },
    };
    const error = (one: unknown) => {
      throw one;
    };
    return createCourier(
      { self: "https://ngo-b.test", store, random: () => 0, log: () => {}, onError: error },
      channel,
      { now: () => time, onOutcome: () => {}, retryMs: 0 },
    );
  };
  const couriers = [open("mail"), open("webhook")];
  const day = async (number: number, fails = 0): Promise<string[]> => {
    time = BEGUN + number * DAY_MS + 1000;
    failures = fails;
    for (let round = 0; round < 3; round++)
      for (const courier of couriers) await courier.round([full]);
    const notices = Object.values(told).flatMap((list) => list.splice(0));
    expect(notices).toHaveLength(2 + fails);
    return [...new Set(notices.flatMap(({ id, alarms }) => [id, ...alarms.map((one) => one.id)]))];
  };
  const ids = [...(await day(0)), ...(await day(1, 1)), ...(await day(2))];
  expect([ids.length, new Set(ids).size]).toEqual([6, 6]);
});

it("after a clock that was ahead is set right, what lasts is told once more, and again after a day", async () => {
  const store = openSqliteStore(":memory:");
  onTestFinished(() => store.close());
  let time = BEGUN;
  let told = 0;
  const conditions = createConditions({
    ...{ now: () => time, monotonic: () => 0, daysBefore: 14 },
  });
  const courier = createCourier(
    { self: "https://ngo-b.test", store, random: () => 0, log: () => {}, onError: () => {} },
    {
      ...{ name: "mail", place: "/gateway/alarms" },
      async send() {
        told += 1;
      },
    },
    { now: () => time, onOutcome: () => {} },
  );
  const full = { event: "storeFull", code: "GATEWAY_STORE_FULL" } as const;
  const rounds = async (at: number): Promise<number> => {
    told = 0;
    for (let round = 0; round < 4; round += 1) {
      time = at + round * 30_000;
      await courier.round(conditions.lookInVain(full.code).lasting);
    }
    return told;
  };
  expect(await rounds(BEGUN + 3 * DAY_MS)).toBe(1);
  expect(await rounds(BEGUN)).toBe(1);
  expect(await rounds(BEGUN + DAY_MS)).toBe(1);
  expect(await rounds(BEGUN + DAY_MS + 600_000)).toBe(0);
});

it("a way that has never worked tells what it has missed since its first start, however often the gateway was restarted", async () => {
  const store = openSqliteStore(":memory:");
  onTestFinished(() => store.close());
  let time = BEGUN;
  let isMended = false;
  const told: Notice[] = [];
  const open = () =>
    createCourier(
      { self: "https://ngo-b.test", store, random: () => 0, log: () => {}, onError: () => {} },
      {
        ...{ name: "mail", place: "/gateway/alarms" },
        async send(notice) {
          if (!isMended) throw new Error("no such server");
          told.push(notice);
        },
      },
      { now: () => time, onOutcome: () => {}, retryMs: 0 },
    );
  await open().round([]);
  const at = "2026-11-24T09:02:01Z";
  await store.transaction(({ events }) =>
    events.add({ kind: "emergencyArrived", at, ref: "danger" }),
  );
  for (const days of [1, 2, 3]) {
    time = BEGUN + days * DAY_MS;
    await open().round([]);
  }
  isMended = true;
  await open().round([]);
  expect(told.flatMap(({ alarms }) => alarms.map(({ ref }) => ref))).toEqual(["danger"]);
});

it("a mail server may take minutes to look through a mail, and is not sent it again meanwhile", () => {
  const config: MailConfig = {
    ...{ host: "mail.ngo-b.test", port: 587, tls: "startTls" },
    ...{ from: "gateway@ngo-b.test", to: ["duty@ngo-b.test"] },
  };
  const [channel] = createMailChannels(config, () => ({}));
  const { socketTimeout, socketCloseTimeout } = connectionTo(config, {});
  expect(socketTimeout).toBeGreaterThanOrEqual(120_000);
  expect(channel?.patienceMs).toBeGreaterThan(socketTimeout);
  // A gateway that is stopped meanwhile waits for no answer to its hanging up.
  expect(socketCloseTimeout).toBe(0);
});
