import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EpochStore } from "@safepassage/agency";
import { randomId } from "@safepassage/message";
import { afterAll, describe, expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { eventsOf, inside } from "./inside.ts";
import { refuseAll, withdraw } from "./withdrawing.ts";
import { createExchange, NOW, type TestExchange } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "safepassage-clock-"));
afterAll(() => rmSync(folder, { recursive: true }));

const NEXT_YEAR = "2028-01-01T00:00:00Z";

describe("a clock that jumps while the gateway runs", () => {
  it("erases and forgets nothing, also when it is right again, until a person confirms", async () => {
    const { exchange, elapse } = watched();
    const { b } = exchange;
    const sent = await send(exchange);
    const jti = (await inside(b.store).outbox.findByDigest(sent))?.id ?? "";
    exchange.setTime(NEXT_YEAR);
    for (const { gateway } of [b, exchange.c]) await gateway.maintain();
    exchange.setTime(NOW);
    for (const { gateway } of [b, exchange.c]) await gateway.maintain();
    expect((await inside(b.store).outbox.findByDigest(sent))?.content).toBeDefined();
    expect((await inside(exchange.c.store).inbox.findByDigest(sent))?.content).toBeDefined();
    expect(
      await inside(exchange.c.store).replay.has({ iss: "https://ngo-b.test", jti, digest: "x" }),
    ).toBe(true);
    expect((await b.call("GET", "/v1/health")).json).toMatchObject({
      status: "notReady",
      reasons: [{ code: "CLOCK_IMPLAUSIBLE" }],
      maintenance: "waiting",
      clock: { state: "implausible", expected: NOW, found: NEXT_YEAR },
    });
    expect(b.log.map(({ event }) => event)).toEqual(
      expect.arrayContaining(["clockImplausible", "maintenanceWaits"]),
    );
    expect(await eventsOf(b.store, "clockImplausible")).toEqual([
      { kind: "clockImplausible", at: NEXT_YEAR, ref: NOW },
    ]);

    expect(
      await b.call("POST", "/v1/clock/confirmation", { time: "2026-11-24T09:07:01Z" }),
    ).toMatchObject({
      status: 409,
      json: { code: "GATEWAY_CLOCK_DIFFERS" },
    });
    const confirmed = await b.call("POST", "/v1/clock/confirmation", {
      time: "2026-11-24T09:06:00Z",
    });
    expect(confirmed).toMatchObject({ status: 200, json: { state: "plausible" } });
    elapse(Date.parse(NEXT_YEAR) - Date.parse(NOW));
    exchange.setTime(NEXT_YEAR);
    await b.gateway.maintain();
    expect((await inside(b.store).outbox.findByDigest(sent))?.content).toBeUndefined();
    expect((await b.call("GET", "/v1/health")).json).toMatchObject({
      status: "ready",
      maintenance: "running",
    });
  });

  it("deletes no draft, also where it jumps while maintenance is under way", async () => {
    let during = (): void => {};
    const { registry } = createExchange();
    const exchange = createExchange({
      options: {
        monotonic: () => 0,
        registry: () => {
          during();
          return registry;
        },
      },
    });
    const { b } = exchange;
    const { json } = await b.call("POST", "/v1/drafts", { draft: requestS011() });
    during = () => exchange.setTime(NEXT_YEAR);
    await b.gateway.maintain();
    expect((await inside(b.store).drafts.find(json.id))?.state).toBe("open");
    expect((await b.call("GET", "/v1/health")).json.clock.state).toBe("implausible");
  });

  it("certifies no erasure until then, so that no certificate has a time that proves nothing", async () => {
    const { exchange } = watched();
    const { b, c } = exchange;
    const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    await exchange.settle();
    exchange.setTime("2026-11-24T09:03:00Z");
    expect((await withdraw(exchange, json)).status).toBe(201);
    await b.gateway.sender.deliverDue();
    expect((await c.show(json.digest)).json.erasedAt).toBe("2026-11-24T09:03:00Z");
    exchange.setTime("2026-11-24T08:00:00Z");
    await c.gateway.sender.deliverDue();
    const time = "2026-11-24T09:03:00Z";
    exchange.setTime(time);
    await exchange.settle();
    const certificate = async () => (await b.show(json.digest)).json.certificate;
    expect(await certificate()).toBeUndefined();
    for (const one of [b, c]) await one.call("POST", "/v1/clock/confirmation", { time });
    await exchange.settle();
    expect(await certificate()).toBeDefined();
  });

  it("has what fell due erased as soon as a person confirms, and not an hour later", async () => {
    const { exchange } = watched();
    const { b } = exchange;
    const sent = await send(exchange);
    exchange.setTime(NEXT_YEAR);
    await b.gateway.maintain();
    const held = async () => (await inside(b.store).outbox.findByDigest(sent))?.content;
    expect(await held()).toBeDefined();
    await b.call("POST", "/v1/clock/confirmation", { time: NEXT_YEAR });
    await expect.poll(held).toBeUndefined();
  });

  it.each([
    ["forward by five minutes", "2026-11-24T09:07:00Z", "plausible"],
    ["forward by more", "2026-11-24T09:07:01Z", "implausible"],
    ["back by five minutes", "2026-11-24T08:57:00Z", "plausible"],
    ["back by more", "2026-11-24T08:56:59Z", "implausible"],
  ])("is doubted by five minutes and more: %s", async (_, time, state) => {
    const { exchange } = watched();
    exchange.setTime(time);
    await exchange.b.gateway.sender.deliverDue();
    exchange.setTime(NOW);
    expect((await exchange.b.call("GET", "/v1/health")).json.clock.state).toBe(state);
  });

  it("is not doubted because time goes by, nor for small steps that come to nothing", async () => {
    const { exchange, elapse } = watched();
    elapse(40 * 86_400_000);
    exchange.setTime("2027-01-03T09:06:00Z");
    await exchange.b.gateway.maintain();
    expect((await exchange.b.call("GET", "/v1/health")).json.clock).toEqual({ state: "plausible" });
  });

  it("is doubted for small steps that add up", async () => {
    const { exchange } = watched();
    for (const minute of ["06", "10"]) {
      exchange.setTime(`2026-11-24T09:${minute}:00Z`);
      await exchange.b.gateway.maintain();
    }
    expect((await exchange.b.call("GET", "/v1/health")).json.clock.state).toBe("implausible");
  });

  it("gives no message up for its deadline, and sends and receives on", async () => {
    const { exchange } = watched();
    const { b } = exchange;
    const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    exchange.setTime(NEXT_YEAR);
    await b.gateway.sender.deliverDue();
    expect(await inside(b.store).outbox.findByDigest(json.digest)).toMatchObject({
      state: "queued",
      lastError: "GATEWAY_CLOCK_IMPLAUSIBLE",
    });
    exchange.setTime("2026-11-24T09:02:30Z");
    const second = await send(exchange);
    expect((await inside(b.store).outbox.findByDigest(second))?.state).toBe("decided");
    expect((await inside(exchange.c.store).inbox.findByDigest(second))?.content).toBeDefined();
  });

  it("is not told as the reason why nobody got a message, once a person has confirmed it", async () => {
    const { exchange, elapse } = watched();
    const { b } = exchange;
    const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    exchange.setTime("2026-12-05T09:02:00Z");
    await b.gateway.sender.deliverDue();
    expect(await eventsOf(b.store, "messageUndelivered")).toEqual([]);
    await b.call("POST", "/v1/clock/confirmation", { time: "2026-12-05T09:02:00Z" });
    elapse(3_600_000);
    exchange.setTime("2026-12-05T10:02:00Z");
    await b.gateway.sender.deliverDue();
    expect(await eventsOf(b.store, "messageUndelivered")).toMatchObject([
      { ref: json.digest, code: "expired" },
    ]);
  });

  it("is not told either as the reason why nobody was told to erase", async () => {
    const { exchange, elapse } = watched();
    const { b } = exchange;
    const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    await b.gateway.sender.deliverDue();
    expect((await withdraw(exchange, json)).status).toBe(201);
    exchange.setTime("2026-12-05T09:02:00Z");
    await b.gateway.sender.deliverDue();
    expect(await eventsOf(b.store, "erasureUntold")).toEqual([]);
    await b.call("POST", "/v1/clock/confirmation", { time: "2026-12-05T09:02:00Z" });
    elapse(3_600_000);
    exchange.setTime("2026-12-05T10:02:00Z");
    await b.gateway.sender.deliverDue();
    expect(await eventsOf(b.store, "erasureUntold")).toMatchObject([{ code: "expired" }]);
  });

  it("gives nothing up for its deadline that was withdrawn and may still arrive", async () => {
    const { exchange } = watched();
    const { b } = exchange;
    const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    refuseAll(exchange, "MESSAGE_EXPIRED");
    await b.gateway.sender.deliverDue();
    expect((await withdraw(exchange, json)).status).toBe(201);
    const due = async (time: string) =>
      (await inside(b.store).outbox.due(Date.parse(time), 32)).map(({ id }) => id);
    exchange.setTime(NEXT_YEAR);
    await b.gateway.sender.deliverDue();
    expect(await inside(b.store).outbox.find(json.id)).toMatchObject({
      state: "sending",
      lastError: "GATEWAY_CLOCK_IMPLAUSIBLE",
    });
    // It is not tried again at each look, before what can be sent.
    expect(await due(NEXT_YEAR)).not.toContain(json.id);
    exchange.setTime(NOW);
    await b.gateway.sender.deliverDue();
    expect(await due(NOW)).not.toContain(json.id);
    const { deliverBy = "" } = (await inside(b.store).outbox.find(json.id)) ?? {};
    expect(await due(deliverBy)).toContain(json.id);
  });

  it("destroys no encryption key", async () => {
    const { exchange } = watched();
    const kids = (store: EpochStore) => store.load().map(({ jwk }) => jwk.kid);
    const before = kids(exchange.epochs.c);
    exchange.setTime(NEXT_YEAR);
    await exchange.c.gateway.fetch(new Request("http://c.test/.well-known/spp-epochs"));
    await exchange.c.gateway.maintain();
    expect(kids(exchange.epochs.c)).toEqual(expect.arrayContaining(before));
    exchange.setTime(NOW);
    const sent = await send(exchange);
    expect((await inside(exchange.b.store).outbox.findByDigest(sent))?.state).toBe("decided");
  });
});

describe("a clock that has moved while the gateway was off", () => {
  it.each([
    ["seven days forward", "2026-12-01T09:02:00Z", "plausible"],
    ["more", "2026-12-01T09:02:01Z", "implausible"],
    ["seven days back", "2026-11-17T09:02:00Z", "plausible"],
    ["more back", "2026-11-17T09:01:59Z", "implausible"],
  ])("is doubted from seven days on: %s", async (_, time, state) => {
    const paths = { "NGO-B": join(folder, `${randomId()}.db`) };
    const first = createExchange({ paths });
    await first.b.gateway.maintain();
    await first.b.gateway.close();
    const second = createExchange({ paths, start: time });
    expect((await second.b.call("GET", "/v1/health")).json.clock.state).toBe(state);
    await second.b.gateway.close();
  });

  it("stays in doubt over a restart, until it is confirmed", async () => {
    const paths = { "NGO-B": join(folder, `${randomId()}.db`) };
    const { exchange } = watched(paths);
    exchange.setTime("2026-11-24T10:00:00Z");
    await exchange.b.gateway.maintain();
    await exchange.b.gateway.close();
    const again = createExchange({ paths });
    expect((await again.b.call("GET", "/v1/health")).json.clock.state).toBe("implausible");
    await again.b.call("POST", "/v1/clock/confirmation", { time: NOW });
    await again.b.gateway.close();
    const last = createExchange({ paths });
    expect((await last.b.call("GET", "/v1/health")).json.clock.state).toBe("plausible");
    await last.b.gateway.close();
  });
});

/** Makes gateways whose monotonic clock moves only as told. */
function watched(paths = {}) {
  let elapsed = 0;
  const exchange = createExchange({ paths, options: { monotonic: () => elapsed } });
  return {
    exchange,
    elapse: (milliseconds: number): void => {
      elapsed += milliseconds;
    },
  };
}

async function send(exchange: TestExchange): Promise<string> {
  const { json } = await exchange.b.call("POST", "/v1/messages", {
    draft: requestS011(),
    mode: "asIs",
  });
  await exchange.settle();
  return json.digest;
}
