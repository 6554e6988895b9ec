import { AgencyError, type AgencyStore } from "@safepassage/agency";
import { describe, expect, it } from "vitest";
import { openReceiver } from "./alarm-servers.ts";
import { hook, open, refOf, using } from "./alarm-world.ts";
import { selfSigned } from "./self-signed.ts";
import { soon } from "./watching.ts";
import { NOW } from "./world.ts";

describe("an alarm about the gateway", () => {
  it.each([
    [true, "state"],
    ["keys", "keys/contents"],
  ] as const)("about a full disk says which: %s", async (full, file) => {
    const wrap = (store: AgencyStore): AgencyStore => ({ ...store, isFull: async () => full });
    const { exchange } = open({}, { wrap });
    const { json } = await exchange.c.call("GET", "/v1/health");
    expect(json.reasons).toMatchObject([{ code: "STORE_FULL", file }]);
  });

  it("is told although nothing can be written, and once while it lasts", async () => {
    const receiver = await using(openReceiver());
    let full = true;
    const wrap = (store: AgencyStore): AgencyStore => ({ ...store, isFull: async () => full });
    const { lines } = open({ webhook: hook(receiver.url) }, { wrap });
    await soon(() => receiver.requests.length).toBe(1);
    expect(receiver.requests[0]?.notice.alarms).toMatchObject([
      {
        event: "storeFull",
        act: "Free space on the volume that safepassage gateway doctor names: that of the database, or of the keys. The last 16 MiB are kept for erasing, on a small disk a fortieth part. Where there is enough space, remove files: no more can be made. It goes on by itself.",
      },
    ]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(receiver.requests).toHaveLength(1);
    expect(lines().filter(({ event }) => event === "storeFull")).toHaveLength(1);
    full = false;
    await soon(() => lines().some(({ event }) => event === "over")).toBe(true);
    full = true;
    await soon(() => receiver.requests.length).toBe(2);
  });

  it("is told although the database cannot be read at all", async () => {
    const receiver = await using(openReceiver());
    let isBroken = false;
    const wrap = (store: AgencyStore): AgencyStore => ({
      ...store,
      transaction: (work) =>
        isBroken
          ? Promise.reject(new AgencyError("GATEWAY_STORE_UNREADABLE", "broken"))
          : store.transaction(work),
    });
    const { record } = open({ webhook: hook(receiver.url) }, { wrap });
    await record({ ref: refOf(1) });
    await soon(() => receiver.requests.length).toBe(1);
    isBroken = true;
    await soon(() => receiver.requests.length).toBe(2);
    isBroken = false;
    await record({ ref: refOf(2) });
    await soon(() => receiver.requests.length).toBe(3);
    const told = receiver.requests.map(({ notice }) =>
      notice.alarms.map(({ event, code }) => [event, code]),
    );
    expect(told).toEqual([
      [["emergencyRefused", "MESSAGE_EXPIRED"]],
      [["storeFails", "GATEWAY_STORE_UNREADABLE"]],
      [["emergencyRefused", "MESSAGE_EXPIRED"]],
    ]);
  });

  it("is told whatever the database throws, and its health says so", async () => {
    const receiver = await using(openReceiver());
    const expired = Object.assign(new Error("certificate has expired"), {
      code: "CERT_HAS_EXPIRED",
    });
    let isBroken = true;
    const wrap = (store: AgencyStore): AgencyStore => ({
      ...store,
      transaction: (work) => (isBroken ? Promise.reject(expired) : store.transaction(work)),
    });
    const { exchange, record } = open({ webhook: hook(receiver.url) }, { wrap });
    await soon(() => receiver.requests.length).toBe(1);
    expect(receiver.requests[0]?.notice.alarms).toMatchObject([
      { event: "storeFails", code: "CERT_HAS_EXPIRED" },
    ]);
    const { status, json } = await exchange.c.call("GET", "/v1/health");
    expect([status, json.status]).toEqual([200, "notReady"]);
    expect(json.reasons.map(({ code }: { code: string }) => code)).toEqual(["GATEWAY_STORE_AWAY"]);
    isBroken = false;
    await record({});
    await soon(() => receiver.requests.length).toBe(2);
  });

  it("is a database in an earlier state, until that is confirmed", async () => {
    const receiver = await using(openReceiver());
    const wrap = (store: AgencyStore): AgencyStore => {
      const state = JSON.stringify({ found: NOW, since: NOW, lost: 3 });
      void store.transaction(({ marks }) => marks.set("earlier", state));
      return store;
    };
    const { exchange } = open({ webhook: hook(receiver.url) }, { wrap });
    await soon(() => receiver.requests.length).toBe(1);
    expect(receiver.requests[0]?.notice.alarms).toMatchObject([{ event: "databaseEarlier" }]);
    const { json } = await exchange.c.call("GET", "/v1/health");
    expect(json).toMatchObject({ status: "ready", warnings: [{ code: "DATABASE_EARLIER" }] });
    await exchange.c.store.transaction(({ marks }) => marks.set("earlier", ""));
    const { json: after } = await exchange.c.call("GET", "/v1/health");
    expect(after.warnings).toEqual([]);
  });

  it("is that recorded alarms cannot be read, and they are told once they can", async () => {
    const receiver = await using(openReceiver());
    let isBroken = true;
    const wrap = (store: AgencyStore): AgencyStore => ({
      ...store,
      isFull: async () => isBroken,
      transaction: (work) =>
        store.transaction((tx) => {
          const after: typeof tx.events.after = (...asked) =>
            isBroken
              ? Promise.reject(new Error("a page of this table is damaged"))
              : tx.events.after(...asked);
          return work({ ...tx, events: { ...tx.events, after } });
        }),
    });
    const { record, lines } = open({ webhook: hook(receiver.url) }, { wrap });
    await record({});
    await soon(() => receiver.requests.length).toBe(2);
    const told = () =>
      receiver.requests.map(({ notice }) => notice.alarms.map(({ event }) => event));
    expect(told()).toEqual([["storeFull"], ["alarmsUntold"]]);
    expect(lines()).toContainEqual(
      expect.objectContaining({ event: "alarmsUntold", channel: "webhook", code: "Error" }),
    );
    isBroken = false;
    await soon(() => receiver.requests.length).toBe(3);
    expect(told()[2]).toEqual(["emergencyRefused"]);
    await soon(() =>
      lines().some(({ event, code }) => event === "over" && code === "alarmsUntold"),
    ).toBe(true);
  });

  it("is in the log where nobody is told", async () => {
    const wrap = (store: AgencyStore): AgencyStore => ({ ...store, isFull: async () => true });
    const { lines } = open({}, { wrap });
    await soon(() => lines()).toMatchObject([{ event: "storeFull", level: "alarm" }]);
  });

  it("is a certificate that ends soon, until another one is there", async () => {
    const receiver = await using(openReceiver());
    const files: Record<string, string> = { "proxy.pem": selfSigned().cert };
    const alarms = { webhook: hook(receiver.url), certificates: ["proxy.pem"] };
    const { exchange, lines } = open(alarms, { files });
    exchange.setTime(new Date().toISOString());
    await soon(() => receiver.requests.length).toBe(1);
    expect(receiver.requests[0]?.notice.alarms).toMatchObject([
      { event: "certificateEnds", ref: "proxy.pem" },
    ]);
    // It is watched as the file is then.
    files["proxy.pem"] = "just being written";
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(lines().some(({ event }) => event === "over")).toBe(false);
  });
});
